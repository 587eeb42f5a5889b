import { ChevronDown, Code, PanelBottom, PanelRight, Save, SendHorizontal, Square } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { LineEditor } from '../editor/LineEditor';
import type { PostmanItem, ResolvedVariable } from '../model/postman';
import { Button, Dialog, IconButton, Menu, MenuItem, MenuTrigger, Method, TextField, toast } from '../ui';
import { looksLikeCurl, parseCurl } from './curl/parse';
import { methodOf, requestOf, settingsOf, withRequest } from './item';
import { rawUrl, setRawUrl } from './url';
import type { Direction } from './use_direction';
import './UrlBar.css';

const kMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** RFC 9110 §9.1: a method is a token. */
const kToken = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

interface UrlBarProps {
  item: PostmanItem;
  onChange: (item: PostmanItem) => void;
  variables: readonly ResolvedVariable[];
  readOnly: boolean;
  sending: boolean;
  onSend: () => void;
  onCancel?: (() => void) | undefined;
  onSave: () => void;
  onShowCode: () => void;
  direction: Direction;
  onTurn: () => void;
}

export function UrlBar(props: UrlBarProps) {
  const { item, onChange, variables, readOnly, sending, onSend, onCancel } = props;
  const { url } = requestOf(item);
  const takeCurl = (text: string) => {
    if (!looksLikeCurl(text)) return false;
    try {
      const { item: parsed, ignored } = parseCurl(text);
      onChange(withCurl(item, parsed));
      const detail = ignored.length ? `Not taken over: ${ignored.join(', ')}` : undefined;
      toast({ title: 'Pasted from cURL', detail, tone: detail ? 'info' : 'success' });
    } catch (error) {
      toast({
        title: 'That command could not be read',
        detail: error instanceof Error ? error.message : String(error),
        tone: 'danger',
      });
    }
    return true;
  };
  return (
    <div className="url-bar">
      <div className="url-bar-field">
        <MethodMenu
          method={methodOf(item)}
          isDisabled={readOnly}
          onChange={(method) => onChange(withRequest(item, { method }))}
        />
        <LineEditor
          label="URL"
          value={rawUrl(url)}
          placeholder="https://api.example.com/things, or paste a cURL command"
          variables={variables}
          readOnly={readOnly}
          onChange={(text) => onChange(withRequest(item, { url: setRawUrl(url, text) }))}
          onPaste={takeCurl}
          onKey={(event) => {
            if (event.key !== 'Enter' || document.querySelector('.cm-tooltip-autocomplete')) return false;
            // With Ctrl it is the tab's key.
            if (event.ctrlKey || event.metaKey) return false;
            onSend();
            return true;
          }}
        />
      </div>
      {sending && onCancel ? (
        <Button variant="secondary" onPress={onCancel}>
          <Square aria-hidden />
          Cancel
        </Button>
      ) : (
        <Button variant="primary" onPress={onSend} isPending={sending}>
          <SendHorizontal aria-hidden />
          {sending ? 'Sending…' : 'Send'}
        </Button>
      )}
      {readOnly ? null : (
        <IconButton label="Save" shortcut="Ctrl+S" onPress={props.onSave}>
          <Save aria-hidden />
        </IconButton>
      )}
      <IconButton label="Code for this request" onPress={props.onShowCode}>
        <Code aria-hidden />
      </IconButton>
      <IconButton
        label={props.direction === 'vertical' ? 'Response beside the request' : 'Response below the request'}
        onPress={props.onTurn}
      >
        {props.direction === 'vertical' ? <PanelRight aria-hidden /> : <PanelBottom aria-hidden />}
      </IconButton>
    </div>
  );
}

/** What a command says takes the place of what was there; the rest of the item stays. */
function withCurl(item: PostmanItem, parsed: PostmanItem): PostmanItem {
  const settings = { ...settingsOf(item), ...settingsOf(parsed) };
  const { method, url, header, body, auth } = requestOf(parsed);
  return {
    ...withRequest(item, {
      ...(method ? { method } : {}),
      ...(url ? { url } : {}),
      header: header ?? [],
      body: body ?? null,
      ...(auth ? { auth } : {}),
    }),
    ...(Object.keys(settings).length ? { protocolProfileBehavior: settings } : {}),
  };
}

function MethodMenu(props: { method: string; isDisabled: boolean; onChange: (method: string) => void }) {
  const { method, isDisabled, onChange } = props;
  const [isAsking, setAsking] = useState(false);
  const methods = kMethods.includes(method.toUpperCase()) ? kMethods : [...kMethods, method];
  return (
    <>
      <MenuTrigger>
        <AriaButton className="method-button" isDisabled={isDisabled} aria-label={`Method: ${method}`}>
          <Method method={method} />
          <ChevronDown aria-hidden />
        </AriaButton>
        <Menu
          aria-label="Method"
          onAction={(key) => {
            if (key === 'own') setAsking(true);
            else onChange(String(key));
          }}
        >
          {methods.map((name) => (
            <MenuItem key={name} id={name}>
              {name}
            </MenuItem>
          ))}
          <MenuItem id="own">Another…</MenuItem>
        </Menu>
      </MenuTrigger>
      {isAsking ? (
        <MethodDialog
          onClose={() => setAsking(false)}
          onTake={(name) => {
            setAsking(false);
            onChange(name);
          }}
        />
      ) : null}
    </>
  );
}

function MethodDialog({ onClose, onTake }: { onClose: () => void; onTake: (method: string) => void }) {
  const [name, setName] = useState('');
  const isToken = kToken.test(name);
  return (
    <Dialog
      title="Another method"
      size="small"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isDisabled={!isToken} onPress={() => onTake(name)}>
            Use it
          </Button>
        </>
      }
    >
      <form
        data-own-undo
        onSubmit={(event) => {
          event.preventDefault();
          if (isToken) onTake(name);
        }}
      >
        <TextField
          label="Method"
          mono
          autoFocus
          value={name}
          onChange={(text) => setName(text.toUpperCase())}
          placeholder="PROPFIND"
          error={name && !isToken ? 'A method has no blanks and no punctuation' : undefined}
        />
      </form>
    </Dialog>
  );
}
