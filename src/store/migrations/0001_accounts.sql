-- Accounts: who there is, how they prove it, which teams they are in, and what happened.
-- Times are Unix milliseconds, truth values 0 or 1, ids UUIDs in lower case. Of tokens, codes and keys only a SHA-256 is
-- kept. Every foreign key is DEFERRABLE, so that a restore may fill the tables in any order. Words whose list grows with
-- the program (roles, kinds, actions, scopes) are checked by the program: SQLite cannot change a CHECK later.

CREATE TABLE users (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  email TEXT NOT NULL,                 -- as its owner writes it
  email_canonical TEXT NOT NULL,       -- as it is compared
  email_verified_ms BIGINT,
  name TEXT NOT NULL,
  password_hash TEXT,                  -- Argon2id's own text; NULL until a password is set
  password_changed_ms BIGINT,
  is_admin BIGINT NOT NULL DEFAULT 0 CHECK (is_admin IN (0, 1)),
  revision BIGINT NOT NULL DEFAULT 1,
  created_ms BIGINT NOT NULL,
  last_sign_in_ms BIGINT,
  disabled_ms BIGINT,
  disabled_reason TEXT
);
CREATE UNIQUE INDEX users_email ON users (email_canonical);
CREATE INDEX users_created ON users (created_ms, id);

CREATE TABLE two_factor (
  user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE DEFERRABLE,
  secret BLOB NOT NULL,                -- sealed
  created_ms BIGINT NOT NULL,
  confirmed_ms BIGINT,                 -- NULL until a first code was right: not on yet
  last_step BIGINT NOT NULL DEFAULT 0  -- of the last code taken, which is never taken again
);

CREATE TABLE recovery_codes (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE DEFERRABLE,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  created_ms BIGINT NOT NULL,
  used_ms BIGINT,
  PRIMARY KEY (user_id, hash)
);

CREATE TABLE remembered_devices (
  token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
  id TEXT NOT NULL CHECK (length(id) = 36),
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE DEFERRABLE,
  user_agent TEXT NOT NULL,
  address TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  last_used_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX remembered_devices_id ON remembered_devices (id);
CREATE INDEX remembered_devices_user ON remembered_devices (user_id, created_ms);
CREATE INDEX remembered_devices_expires ON remembered_devices (expires_ms);

CREATE TABLE sessions (
  token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
  id TEXT NOT NULL CHECK (length(id) = 36),  -- what lists show and revoke it by
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE DEFERRABLE,
  kind TEXT NOT NULL,                  -- browser, cli, agent
  csrf_hash BLOB NOT NULL CHECK (length(csrf_hash) = 32),
  user_agent TEXT NOT NULL,
  address TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  last_used_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,          -- however often it is used
  authenticated_ms BIGINT NOT NULL,    -- the last time a password was given in it
  second_factor_ms BIGINT              -- NULL: without one
);
CREATE UNIQUE INDEX sessions_id ON sessions (id);
CREATE INDEX sessions_user ON sessions (user_id, last_used_ms);
CREATE INDEX sessions_expires ON sessions (expires_ms);

CREATE TABLE teams (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  name TEXT NOT NULL,
  requires_two_factor BIGINT NOT NULL DEFAULT 0 CHECK (requires_two_factor IN (0, 1)),
  revision BIGINT NOT NULL DEFAULT 1,
  created_ms BIGINT NOT NULL
);

CREATE TABLE memberships (
  team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE CASCADE DEFERRABLE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE DEFERRABLE,
  role TEXT NOT NULL,
  revision BIGINT NOT NULL DEFAULT 1,
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (team_id, user_id)
);
CREATE INDEX memberships_user ON memberships (user_id, team_id);

CREATE TABLE groups (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE CASCADE DEFERRABLE,
  name TEXT NOT NULL,
  revision BIGINT NOT NULL DEFAULT 1,
  created_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX groups_name ON groups (team_id, name);
CREATE UNIQUE INDEX groups_team ON groups (id, team_id);

-- Only members of a group's own team are in it, and they leave it with the team.
CREATE TABLE group_members (
  group_id TEXT NOT NULL,
  team_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (group_id, user_id),
  FOREIGN KEY (group_id, team_id) REFERENCES groups (id, team_id) ON DELETE CASCADE DEFERRABLE,
  FOREIGN KEY (team_id, user_id) REFERENCES memberships (team_id, user_id) ON DELETE CASCADE DEFERRABLE
);
CREATE INDEX group_members_user ON group_members (team_id, user_id);

CREATE TABLE api_keys (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE DEFERRABLE,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  prefix TEXT NOT NULL,
  last_four TEXT NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,                -- JSON
  created_ms BIGINT NOT NULL,
  expires_ms BIGINT,
  last_used_ms BIGINT,
  last_address TEXT,
  revoked_ms BIGINT,
  rotated_from TEXT REFERENCES api_keys (id) ON DELETE SET NULL DEFERRABLE
);
CREATE UNIQUE INDEX api_keys_hash ON api_keys (hash);
CREATE INDEX api_keys_user ON api_keys (user_id, created_ms);
CREATE INDEX api_keys_rotated_from ON api_keys (rotated_from);

CREATE TABLE invitations (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
  email TEXT NOT NULL,
  email_canonical TEXT NOT NULL,
  team_id TEXT REFERENCES teams (id) ON DELETE CASCADE DEFERRABLE,  -- NULL: to the server only
  role TEXT NOT NULL,
  invited_by TEXT REFERENCES users (id) ON DELETE SET NULL DEFERRABLE,
  created_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  accepted_ms BIGINT,
  accepted_by TEXT REFERENCES users (id) ON DELETE SET NULL DEFERRABLE,
  revoked_ms BIGINT
);
CREATE UNIQUE INDEX invitations_token ON invitations (token_hash);
CREATE INDEX invitations_email ON invitations (email_canonical);
CREATE INDEX invitations_team ON invitations (team_id, created_ms);
CREATE INDEX invitations_invited_by ON invitations (invited_by);
CREATE INDEX invitations_accepted_by ON invitations (accepted_by);

-- Links by mail that work once: verification, password reset, a new address, the first admin.
CREATE TABLE one_time_links (
  token_hash BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
  kind TEXT NOT NULL,
  user_id TEXT REFERENCES users (id) ON DELETE CASCADE DEFERRABLE,  -- NULL: nobody's yet
  email TEXT,                          -- the address that it was sent to
  created_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  used_ms BIGINT
);
CREATE INDEX one_time_links_user ON one_time_links (user_id, kind);
CREATE INDEX one_time_links_expires ON one_time_links (expires_ms);

-- Only ever added to; each row's hash covers the row and the hash before it. Without foreign keys: it outlives its people.
CREATE TABLE audit_log (
  seq BIGINT NOT NULL PRIMARY KEY,
  previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  at_ms BIGINT NOT NULL,
  actor_kind TEXT NOT NULL,            -- user, api_key, system, nobody
  actor TEXT,
  team TEXT,
  action TEXT NOT NULL,
  target TEXT,
  address TEXT,
  user_agent TEXT,
  request_id TEXT,
  details TEXT NOT NULL                -- JSON
);
CREATE INDEX audit_log_at ON audit_log (at_ms, seq);
CREATE INDEX audit_log_team ON audit_log (team, seq);
CREATE INDEX audit_log_actor ON audit_log (actor, seq);
CREATE INDEX audit_log_target ON audit_log (target, seq);
CREATE INDEX audit_log_action ON audit_log (action, seq);

CREATE TABLE notifications (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE DEFERRABLE,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,                  -- a sentence for people
  details TEXT NOT NULL,               -- JSON, for programs
  created_ms BIGINT NOT NULL,
  read_ms BIGINT
);
CREATE INDEX notifications_user ON notifications (user_id, created_ms, id);
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_ms IS NULL;

-- Mails to be sent. A replica leases one for a while; the dedup key keeps a second one of the same event out.
CREATE TABLE mail_queue (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  dedup_key TEXT NOT NULL,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  body_text BLOB,                      -- sealed; NULL once it is sent or given up
  body_html BLOB,
  state TEXT NOT NULL,                 -- waiting, sending, sent, failed
  attempts BIGINT NOT NULL DEFAULT 0,
  created_ms BIGINT NOT NULL,
  next_attempt_ms BIGINT NOT NULL,
  lease_owner TEXT,
  lease_until_ms BIGINT,
  sent_ms BIGINT,
  last_error TEXT
);
CREATE UNIQUE INDEX mail_queue_dedup ON mail_queue (dedup_key);
CREATE INDEX mail_queue_next ON mail_queue (state, next_attempt_ms);

-- For slowing down: failures by account and by address, and mails that strangers have sent, each counted on its own.
CREATE TABLE sign_in_failures (
  kind TEXT NOT NULL,                  -- account, address, mail_to, mail_from
  subject TEXT NOT NULL,               -- a canonical e-mail address, or an IP address or network
  failures BIGINT NOT NULL,
  first_ms BIGINT NOT NULL,
  last_ms BIGINT NOT NULL,
  not_before_ms BIGINT NOT NULL,       -- the next try is looked at from then on
  PRIMARY KEY (kind, subject)
);
CREATE INDEX sign_in_failures_last ON sign_in_failures (last_ms);

CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL,
  changed_ms BIGINT NOT NULL
);
