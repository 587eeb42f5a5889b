#include "server/accounts/invitations.h"

#include <fmt/format.h>

#include "base/ids.h"
#include "crypto/token.h"
#include "server/accounts/users.h"
#include "server/audit/audit_log.h"
#include "server/mail/email.h"
#include "server/mail/mail_texts.h"
#include "server/workspaces/people.h"
#include "server/workspaces/roles.h"

// A statement is one literal (store/sql.h), so that what two of them share can only be a macro.
#define SIGNET_INVITATION_COLUMNS \
  "i.id, i.email, i.team_id, i.role, i.workspace_id, i.workspace_role, i.invited_by, i.created_ms, i.expires_ms"

namespace signet::server {

namespace {

constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;

template <typename Place>
std::optional<std::string> id_of(const Place* place) {
  return place == nullptr ? std::nullopt : std::optional(place->id);
}

Result<Invitation> read_invitation(const store::Row& row) {
  Invitation invitation;
  std::string role;
  std::optional<std::string> workspace_role;
  SIGNET_CHECK(row.read(invitation.id, invitation.email, invitation.team_id, role, invitation.workspace_id,
                        workspace_role, invitation.invited_by, invitation.created_ms, invitation.expires_ms));
  invitation.role = parse_team_role(role).value_or(TeamRole::kMember);
  invitation.workspace_role = parse_workspace_role(workspace_role.value_or("")).value_or(WorkspaceRole::kNone);
  return invitation;
}

AuditEvent event_of(std::string_view action, const Invitation& invitation) {
  AuditEvent event{std::string(action)};
  event.team = invitation.team_id;
  event.target = invitation.id;
  event.details["email"] = invitation.email;
  if (invitation.team_id) event.details["role"] = name_of(invitation.role);
  if (invitation.workspace_id) {
    event.details["workspace"] = *invitation.workspace_id;
    event.details["workspace_role"] = name_of(invitation.workspace_role);
  }
  return event;
}

Status check_limits(store::Transaction& transaction, const std::optional<std::string>& team_id,
                    const EmailAddress& address, std::int64_t now_ms) {
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN email_canonical = $3 THEN 1 ELSE 0 "
                                   "END), 0) AS BIGINT) FROM invitations WHERE created_ms > $2 AND "
                                   "(team_id = $1 OR (team_id IS NULL AND CAST($1 AS TEXT) IS NULL))",
                                   {team_id, now_ms - kDayMs, address.canonical}));
  std::int64_t all = 0;
  std::int64_t to_address = 0;
  SIGNET_CHECK(row->read(all, to_address));
  if (to_address >= kMaxInvitationsToAddressADay) {
    return fail(ErrorCode::kLimit, "this address was invited often enough today", "try again tomorrow");
  }
  if (all >= kMaxInvitationsADay) return fail(ErrorCode::kLimit, "too many invitations today", "try again tomorrow");
  return {};
}

/// kConflict for one who needs no invitation.
Status check_is_new(store::Transaction& transaction, const std::optional<std::string>& team_id,
                    const std::optional<User>& user) {
  if (!user) return {};
  if (!team_id) return fail(ErrorCode::kConflict, "this address has an account already");
  SIGNET_TRY(const auto member, transaction.query_one("SELECT 1 FROM memberships WHERE team_id = $1 AND user_id = $2",
                                                      {*team_id, user->id}));
  if (member) return fail(ErrorCode::kConflict, "this address is a member's already");
  return {};
}

/// Whether whoever invited could still put somebody into the workspace in that role, and it is still the team's.
Result<bool> may_still_put(store::Transaction& transaction, const Invitation& invitation) {
  if (!invitation.workspace_id) return true;
  SIGNET_TRY(const auto own, find_workspace(transaction, *invitation.workspace_id, invitation.invited_by.value_or("")));
  if (!own || own->workspace.team_id != invitation.team_id) return false;
  const bool to_owner = invitation.workspace_role == WorkspaceRole::kOwner;
  return own->role >= (to_owner ? WorkspaceRole::kOwner : WorkspaceRole::kAdmin);
}

/// Puts the one who accepts into the workspace, unless a role is there that is as high.
Status join_workspace(store::Transaction& transaction, const Invitation& invitation, const ChangeContext& change) {
  SIGNET_TRY(const auto own, find_workspace(transaction, *invitation.workspace_id, invitation.invited_by.value_or("")));
  if (!own) return fail(ErrorCode::kNotFound, "the workspace of this invitation is gone", "ask for another");
  SIGNET_TRY(const WorkspaceRole before, own_role(transaction, own->workspace, change.user_id));
  if (before >= invitation.workspace_role) return {};
  SIGNET_CHECK(put_role(transaction, own->workspace.id, *invitation.team_id, change.user_id, invitation.workspace_role,
                        change.now_ms));
  AuditEvent event = workspace_event("workspace.members.join", own->workspace);
  event.details["user"] = change.user_id;
  event.details["role"] = name_of(invitation.workspace_role);
  event.details["invitation"] = invitation.id;
  return append_audit(transaction, std::move(event), change);
}

Status insert_invitation(store::Transaction& transaction, const Invitation& invitation, const EmailAddress& address,
                         const SecretString& token) {
  const std::optional<std::string> workspace_role =
      invitation.workspace_id ? std::optional(std::string(name_of(invitation.workspace_role))) : std::nullopt;
  const auto added = transaction.execute(
      "INSERT INTO invitations (id, token_hash, email, email_canonical, team_id, role, workspace_id, workspace_role, "
      "invited_by, created_ms, expires_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {invitation.id, store::Blob{crypto::token_hash(token.expose())}, address.shown, address.canonical,
       invitation.team_id, name_of(invitation.role), invitation.workspace_id, workspace_role, invitation.invited_by,
       invitation.created_ms, invitation.expires_ms});
  if (!added) return added.error();
  return {};
}

}  // namespace

Result<Invitation> invite(store::Transaction& transaction, std::string_view email, const InvitationTarget& target,
                          const ChangeContext& change) {
  SIGNET_TRY(const EmailAddress address, parse_email(email));
  SIGNET_TRY(const User inviter, get_user(transaction, change.user_id));
  SIGNET_TRY(const auto invited, find_user_by_email(transaction, address.canonical));
  const std::int64_t now = change.now_ms;
  const Invitation invitation{
      make_uuid(),    address.shown, id_of(target.team), target.role, id_of(target.workspace), target.workspace_role,
      change.user_id, now,           now + kInvitationMs};
  SIGNET_CHECK(check_is_new(transaction, invitation.team_id, invited));
  SIGNET_CHECK(check_limits(transaction, invitation.team_id, address, now));
  const auto replaced = transaction.execute(
      "UPDATE invitations SET revoked_ms = $3 WHERE email_canonical = $2 AND accepted_ms IS NULL "
      "AND revoked_ms IS NULL AND (team_id = $1 OR (team_id IS NULL AND CAST($1 AS TEXT) IS NULL)) "
      "AND (workspace_id = $4 OR (workspace_id IS NULL AND CAST($4 AS TEXT) IS NULL))",
      {invitation.team_id, address.canonical, now, invitation.workspace_id});
  if (!replaced) return replaced.error();
  const SecretString token = crypto::make_token();
  SIGNET_CHECK(insert_invitation(transaction, invitation, address, token));
  const bool to_server = target.team == nullptr;
  SIGNET_CHECK(append_audit(transaction,
                            event_of(to_server ? "server.users.invite" : "team.members.invite", invitation), change));
  const MailContext context{address.shown, invited ? invited->name : address.shown, change.outbox.public_url,
                            change.origin, now};
  const InvitedTo where{to_server ? std::string_view() : target.team->name,
                        target.workspace == nullptr ? std::string_view() : target.workspace->name};
  SIGNET_CHECK(
      enqueue_mail(transaction, change.outbox, invitation_mail(context, inviter.name, where, token.expose()), now));
  return invitation;
}

Result<std::vector<Invitation>> list_invitations(store::Transaction& transaction, const InvitationTarget& target,
                                                 const InvitationPlace& after, std::int64_t limit,
                                                 std::int64_t now_ms) {
  SIGNET_TRY(
      const auto rows,
      transaction.query("SELECT " SIGNET_INVITATION_COLUMNS
                        " FROM invitations i WHERE (team_id = $1 OR (team_id IS NULL AND CAST($1 AS TEXT) IS "
                        "NULL)) AND (CAST($6 AS TEXT) IS NULL OR workspace_id = $6) "
                        "AND accepted_ms IS NULL AND revoked_ms IS NULL AND expires_ms > $2 "
                        "AND (created_ms, id) > ($3, $4) "
                        "ORDER BY created_ms, id LIMIT $5",
                        {id_of(target.team), now_ms, after.created_ms, after.id, limit, id_of(target.workspace)}));
  return store::read_rows(rows, read_invitation);
}

Status revoke_invitation(store::Transaction& transaction, const InvitationTarget& target, std::string_view id,
                         const ChangeContext& change) {
  SIGNET_TRY(const auto row,
             transaction.query_one("UPDATE invitations SET revoked_ms = $3 WHERE id = $2 AND accepted_ms IS NULL "
                                   "AND revoked_ms IS NULL AND expires_ms > $3 "
                                   "AND (team_id = $1 OR (team_id IS NULL AND CAST($1 AS TEXT) IS NULL)) "
                                   "AND (CAST($4 AS TEXT) IS NULL OR workspace_id = $4) RETURNING id, email, team_id, "
                                   "role, workspace_id, workspace_role, invited_by, created_ms, expires_ms",
                                   {id_of(target.team), id, change.now_ms, id_of(target.workspace)}));
  if (!row) return fail(ErrorCode::kNotFound, "there is no such invitation");
  SIGNET_TRY(const Invitation invitation, read_invitation(*row));
  const bool to_server = target.team == nullptr;
  return append_audit(transaction, event_of(to_server ? "server.users.uninvite" : "team.members.uninvite", invitation),
                      change);
}

Result<std::optional<Invitation>> find_invitation(store::Transaction& transaction, const SecretString& token,
                                                  std::string_view canonical, std::int64_t now_ms) {
  // An inviter who was removed, disabled or has a lower role since takes the invitation along.
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT " SIGNET_INVITATION_COLUMNS
                                   " FROM invitations i WHERE i.token_hash = $1 AND i.email_canonical = $2 "
                                   "AND i.accepted_ms IS NULL AND i.revoked_ms IS NULL AND i.expires_ms > $3 "
                                   "AND ((i.team_id IS NULL AND (i.invited_by IS NULL OR EXISTS (SELECT 1 FROM users a "
                                   "WHERE a.id = i.invited_by AND a.is_admin = 1 AND a.disabled_ms IS NULL))) "
                                   "OR EXISTS (SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id "
                                   "WHERE m.team_id = i.team_id AND m.user_id = i.invited_by AND u.disabled_ms IS NULL "
                                   "AND (m.role = 'owner' OR (m.role = 'admin' AND i.role <> 'owner'))))",
                                   {store::Blob{crypto::token_hash(token.expose())}, canonical, now_ms}));
  if (!row) return std::optional<Invitation>();
  SIGNET_TRY(Invitation invitation, read_invitation(*row));
  SIGNET_TRY(const bool is_good, may_still_put(transaction, invitation));
  return is_good ? std::optional(std::move(invitation)) : std::nullopt;
}

Status accept_invitation(store::Transaction& transaction, const Invitation& invitation, const ChangeContext& change) {
  const auto accepted = transaction.execute("UPDATE invitations SET accepted_ms = $2, accepted_by = $3 WHERE id = $1",
                                            {invitation.id, change.now_ms, change.user_id});
  if (!accepted) return accepted.error();
  if (!invitation.team_id) return {};
  SIGNET_TRY(const std::int64_t joined,
             transaction.execute("INSERT INTO memberships (team_id, user_id, role, created_ms) VALUES ($1, $2, $3, $4) "
                                 "ON CONFLICT (team_id, user_id) DO NOTHING",
                                 {*invitation.team_id, change.user_id, name_of(invitation.role), change.now_ms}));
  if (joined == 0 && !invitation.workspace_id) return fail(ErrorCode::kConflict, "you are in this team already");
  if (joined > 0) SIGNET_CHECK(append_audit(transaction, event_of("team.members.join", invitation), change));
  return invitation.workspace_id ? join_workspace(transaction, invitation, change) : Status();
}

}  // namespace signet::server
