#include "server/accounts/invitations.h"

#include <fmt/format.h>

#include "base/ids.h"
#include "crypto/token.h"
#include "server/accounts/users.h"
#include "server/audit/audit_log.h"
#include "server/mail/email.h"
#include "server/mail/mail_texts.h"

namespace signet::server {

namespace {

constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;

std::optional<std::string> id_of(const Team* team) {
  return team == nullptr ? std::nullopt : std::optional(team->id);
}

Result<Invitation> read_invitation(const store::Row& row) {
  Invitation invitation;
  std::string role;
  SIGNET_CHECK(row.read(invitation.id, invitation.email, invitation.team_id, role, invitation.invited_by,
                        invitation.created_ms, invitation.expires_ms));
  invitation.role = parse_team_role(role).value_or(TeamRole::kMember);
  return invitation;
}

AuditEvent event_of(std::string_view action, const Invitation& invitation) {
  AuditEvent event{std::string(action)};
  event.team = invitation.team_id;
  event.target = invitation.id;
  event.details["email"] = invitation.email;
  if (invitation.team_id) event.details["role"] = name_of(invitation.role);
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

}  // namespace

Result<Invitation> invite(store::Transaction& transaction, std::string_view email, const Team* team, TeamRole role,
                          const ChangeContext& change) {
  SIGNET_TRY(const EmailAddress address, parse_email(email));
  SIGNET_TRY(const User inviter, get_user(transaction, change.user_id));
  SIGNET_TRY(const auto invited, find_user_by_email(transaction, address.canonical));
  const std::int64_t now = change.now_ms;
  Invitation invitation{make_uuid(), address.shown, id_of(team), role, change.user_id, now, now + kInvitationMs};
  SIGNET_CHECK(check_is_new(transaction, invitation.team_id, invited));
  SIGNET_CHECK(check_limits(transaction, invitation.team_id, address, now));
  const auto replaced = transaction.execute(
      "UPDATE invitations SET revoked_ms = $3 WHERE email_canonical = $2 AND accepted_ms IS NULL "
      "AND revoked_ms IS NULL AND (team_id = $1 OR (team_id IS NULL AND CAST($1 AS TEXT) IS NULL))",
      {invitation.team_id, address.canonical, now});
  if (!replaced) return replaced.error();
  const SecretString token = crypto::make_token();
  const auto added = transaction.execute(
      "INSERT INTO invitations (id, token_hash, email, email_canonical, team_id, role, invited_by, created_ms, "
      "expires_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {invitation.id, store::Blob{crypto::token_hash(token.expose())}, address.shown, address.canonical,
       invitation.team_id, name_of(role), change.user_id, now, invitation.expires_ms});
  if (!added) return added.error();
  SIGNET_CHECK(append_audit(
      transaction, event_of(team == nullptr ? "server.users.invite" : "team.members.invite", invitation), change));
  const MailContext context{address.shown, invited ? invited->name : address.shown, change.outbox.public_url,
                            change.origin, now};
  const std::string_view team_name = team == nullptr ? std::string_view() : std::string_view(team->name);
  SIGNET_CHECK(
      enqueue_mail(transaction, change.outbox, invitation_mail(context, inviter.name, team_name, token.expose()), now));
  return invitation;
}

Result<std::vector<Invitation>> list_invitations(store::Transaction& transaction, const Team* team,
                                                 const InvitationPlace& after, std::int64_t limit,
                                                 std::int64_t now_ms) {
  SIGNET_TRY(const auto rows,
             transaction.query("SELECT id, email, team_id, role, invited_by, created_ms, expires_ms FROM invitations "
                               "WHERE (team_id = $1 OR (team_id IS NULL AND CAST($1 AS TEXT) IS NULL)) "
                               "AND accepted_ms IS NULL AND revoked_ms IS NULL AND expires_ms > $2 "
                               "AND (created_ms, id) > ($3, $4) "
                               "ORDER BY created_ms, id LIMIT $5",
                               {id_of(team), now_ms, after.created_ms, after.id, limit}));
  return store::read_rows(rows, read_invitation);
}

Status revoke_invitation(store::Transaction& transaction, const Team* team, std::string_view id,
                         const ChangeContext& change) {
  SIGNET_TRY(const auto row,
             transaction.query_one("UPDATE invitations SET revoked_ms = $3 WHERE id = $2 AND accepted_ms IS NULL "
                                   "AND revoked_ms IS NULL AND expires_ms > $3 "
                                   "AND (team_id = $1 OR (team_id IS NULL AND CAST($1 AS TEXT) IS NULL)) "
                                   "RETURNING id, email, team_id, role, invited_by, created_ms, expires_ms",
                                   {id_of(team), id, change.now_ms}));
  if (!row) return fail(ErrorCode::kNotFound, "there is no such invitation");
  SIGNET_TRY(const Invitation invitation, read_invitation(*row));
  return append_audit(
      transaction, event_of(team == nullptr ? "server.users.uninvite" : "team.members.uninvite", invitation), change);
}

Result<std::optional<Invitation>> find_invitation(store::Transaction& transaction, const SecretString& token,
                                                  std::string_view canonical, std::int64_t now_ms) {
  // An inviter who was removed, disabled or has a lower role since takes the invitation along.
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT i.id, i.email, i.team_id, i.role, i.invited_by, i.created_ms, i.expires_ms "
                                   "FROM invitations i WHERE i.token_hash = $1 AND i.email_canonical = $2 "
                                   "AND i.accepted_ms IS NULL AND i.revoked_ms IS NULL AND i.expires_ms > $3 "
                                   "AND ((i.team_id IS NULL AND (i.invited_by IS NULL OR EXISTS (SELECT 1 FROM users a "
                                   "WHERE a.id = i.invited_by AND a.is_admin = 1 AND a.disabled_ms IS NULL))) "
                                   "OR EXISTS (SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id "
                                   "WHERE m.team_id = i.team_id AND m.user_id = i.invited_by AND u.disabled_ms IS NULL "
                                   "AND (m.role = 'owner' OR (m.role = 'admin' AND i.role <> 'owner'))))",
                                   {store::Blob{crypto::token_hash(token.expose())}, canonical, now_ms}));
  if (!row) return std::optional<Invitation>();
  SIGNET_TRY(Invitation invitation, read_invitation(*row));
  return std::optional(std::move(invitation));
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
  if (joined == 0) return fail(ErrorCode::kConflict, "you are in this team already");
  return append_audit(transaction, event_of("team.members.join", invitation), change);
}

}  // namespace signet::server
