-- Workspaces, who may do what in them, and the elements that they hold. All that an element says is in its versions,
-- which are only ever added to; what must be secret in it stands apart, sealed (docs/formats/sealed-value.md).

CREATE TABLE workspaces (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  kind TEXT NOT NULL,                  -- personal, private, team
  team_id TEXT REFERENCES teams (id) ON DELETE CASCADE DEFERRABLE,    -- of private and team ones
  owner_id TEXT REFERENCES users (id) ON DELETE CASCADE DEFERRABLE,   -- of personal ones
  member_role TEXT,                    -- of team ones: the least role of every member of the team
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  revision BIGINT NOT NULL DEFAULT 1,
  last_seq BIGINT NOT NULL DEFAULT 0,  -- of its last change
  created_ms BIGINT NOT NULL,
  archived_ms BIGINT,                  -- nothing in it changes any more
  CHECK ((team_id IS NULL) <> (owner_id IS NULL))
);
CREATE UNIQUE INDEX workspaces_id_team ON workspaces (id, team_id);
CREATE INDEX workspaces_team ON workspaces (team_id, kind);
CREATE INDEX workspaces_owner ON workspaces (owner_id);

-- Only members of the workspace's own team are in it, and they leave it with the team.
CREATE TABLE workspace_users (
  workspace_id TEXT NOT NULL,
  team_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  role TEXT NOT NULL,                  -- viewer, editor, admin, owner
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, user_id),
  FOREIGN KEY (workspace_id, team_id) REFERENCES workspaces (id, team_id) ON DELETE CASCADE DEFERRABLE,
  FOREIGN KEY (team_id, user_id) REFERENCES memberships (team_id, user_id) ON DELETE CASCADE DEFERRABLE
);
CREATE INDEX workspace_users_user ON workspace_users (user_id, team_id);

CREATE TABLE workspace_groups (
  workspace_id TEXT NOT NULL,
  team_id TEXT NOT NULL,
  group_id TEXT NOT NULL,
  role TEXT NOT NULL,                  -- viewer, editor, admin
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, group_id),
  FOREIGN KEY (workspace_id, team_id) REFERENCES workspaces (id, team_id) ON DELETE CASCADE DEFERRABLE,
  FOREIGN KEY (group_id, team_id) REFERENCES groups (id, team_id) ON DELETE CASCADE DEFERRABLE
);
CREATE INDEX workspace_groups_group ON workspace_groups (group_id, team_id);

-- The keys that seal what the workspaces hold, wrapped by the master key. One of each workspace seals new values
-- (docs/formats/sealed-value.md).
CREATE TABLE data_keys (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),  -- the key id in sealed values, in hex
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE DEFERRABLE,
  wrapped BLOB NOT NULL,
  created_ms BIGINT NOT NULL,
  retired_ms BIGINT,                   -- from then on it only opens, until the last value is sealed anew
  sealed_values BIGINT NOT NULL DEFAULT 0  -- how many values it may have sealed; never fewer than it has
);
CREATE INDEX data_keys_workspace ON data_keys (workspace_id, retired_ms);
CREATE UNIQUE INDEX data_keys_current ON data_keys (workspace_id) WHERE retired_ms IS NULL;
CREATE INDEX data_keys_retired ON data_keys (retired_ms, id) WHERE retired_ms IS NOT NULL;

-- Collections, folders, requests, environments, globals, mocks, monitors.
CREATE TABLE elements (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE DEFERRABLE,
  kind TEXT NOT NULL,
  -- Of folders and requests: the folder or collection that they are in, of the same workspace. By the id alone: to check
  -- two columns, PostgreSQL may go through all of the workspace's rows in an index that has both.
  parent_id TEXT REFERENCES elements (id) ON DELETE CASCADE DEFERRABLE,
  collection_id TEXT,                  -- of folders and requests
  position BIGINT NOT NULL,            -- among those of the same parent; with gaps
  name TEXT NOT NULL,
  method TEXT,                         -- of requests
  revision BIGINT NOT NULL,            -- of its last change, moves among them
  version BIGINT NOT NULL,             -- the revision of its content
  seq BIGINT NOT NULL,                 -- of its last change, in the workspace
  created_ms BIGINT NOT NULL,
  created_by TEXT NOT NULL,            -- a user's id, who may be gone
  changed_ms BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  trashed_ms BIGINT,
  trash_root TEXT                      -- what was put into the trash: this one or one above it
);
CREATE INDEX elements_parent ON elements (parent_id, workspace_id, position, id);
CREATE INDEX elements_collection ON elements (collection_id);
CREATE INDEX elements_kind ON elements (workspace_id, kind, parent_id, position, id);
CREATE INDEX elements_seq ON elements (workspace_id, seq, id);
CREATE INDEX elements_trash ON elements (workspace_id, trash_root) WHERE trash_root IS NOT NULL;

-- What an element said at a revision. Places that hold secrets hold null, and `places` says where their values are.
CREATE TABLE element_versions (
  element_id TEXT NOT NULL REFERENCES elements (id) ON DELETE CASCADE DEFERRABLE,
  revision BIGINT NOT NULL,
  name TEXT NOT NULL,
  content TEXT NOT NULL,               -- JSON
  places TEXT NOT NULL,                -- JSON: [[pointer, slot, revision, 1 when hidden], ...]
  at_ms BIGINT NOT NULL,
  by_id TEXT NOT NULL,
  PRIMARY KEY (element_id, revision)
);

-- What search finds elements by: their words, folded, each once, behind a space. Written from element_versions, so that
-- no secret is among them.
CREATE TABLE search_texts (
  element_id TEXT NOT NULL PRIMARY KEY REFERENCES elements (id) ON DELETE CASCADE DEFERRABLE,
  workspace_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  trashed BIGINT NOT NULL CHECK (trashed IN (0, 1)),
  name_words TEXT NOT NULL,            -- up to 300 bytes
  words TEXT NOT NULL                  -- those of the name among them; up to 1,500 bytes
);
CREATE INDEX search_texts_workspace ON search_texts (workspace_id, trashed);

-- Values, each sealed for its workspace, element, slot and revision. Never changed but to be sealed by another key.
CREATE TABLE sealed_values (
  element_id TEXT NOT NULL REFERENCES elements (id) ON DELETE CASCADE DEFERRABLE,
  slot TEXT NOT NULL,
  revision BIGINT NOT NULL,            -- of the element when it was sealed
  key_id TEXT NOT NULL REFERENCES data_keys (id) DEFERRABLE,
  sealed BLOB NOT NULL,
  PRIMARY KEY (element_id, slot, revision)
);
CREATE INDEX sealed_values_key ON sealed_values (key_id, element_id, slot, revision);

-- What happened in a workspace, in order and without gaps: the feed, and what clients that were away ask for.
CREATE TABLE workspace_changes (
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE DEFERRABLE,
  seq BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor TEXT NOT NULL,                 -- a user's id, who may be gone
  action TEXT NOT NULL,                -- create, change, move, trash, restore, delete; comment and what becomes of it
  element_id TEXT NOT NULL,            -- which may be gone
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  revision BIGINT NOT NULL,            -- of the element after it
  PRIMARY KEY (workspace_id, seq)
);
CREATE INDEX workspace_changes_element ON workspace_changes (element_id, seq);

-- What people say about elements: threads of a first comment and the answers to it.
CREATE TABLE comments (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
  element_id TEXT NOT NULL REFERENCES elements (id) ON DELETE CASCADE DEFERRABLE,
  parent_id TEXT REFERENCES comments (id) ON DELETE CASCADE DEFERRABLE,  -- of answers: the first of their thread
  seq BIGINT NOT NULL,                 -- of the workspace when it was written: their order
  author TEXT NOT NULL,                -- a user's id, who may be gone
  body TEXT NOT NULL,
  revision BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  edited_ms BIGINT,
  resolved_ms BIGINT,                  -- of the first of a thread, as resolved_by
  resolved_by TEXT
);
CREATE INDEX comments_element ON comments (element_id, seq);
CREATE INDEX comments_parent ON comments (parent_id);

-- What an invitation to a team also gives: a place in one of its workspaces. Without the workspace it is worth nothing.
ALTER TABLE invitations ADD COLUMN workspace_id TEXT REFERENCES workspaces (id) ON DELETE CASCADE DEFERRABLE;
ALTER TABLE invitations ADD COLUMN workspace_role TEXT;  -- viewer, editor, admin, owner
CREATE INDEX invitations_workspace ON invitations (workspace_id);
