// Set-Cookie as RFC 6265 §5.2 reads it, to show it.

export interface ResponseCookie {
  name: string;
  value: string;
  domain: string;
  path: string;
  expires: string;
  sameSite: string;
  secure: boolean;
  httpOnly: boolean;
}

export function parseSetCookie(header: string): ResponseCookie {
  const [pair = '', ...attributes] = header.split(';');
  const equals = pair.indexOf('=');
  const cookie: ResponseCookie = {
    name: (equals < 0 ? '' : pair.slice(0, equals)).trim(),
    value: pair.slice(equals + 1).trim(),
    domain: '',
    path: '',
    expires: 'session',
    sameSite: '',
    secure: false,
    httpOnly: false,
  };
  let hasMaxAge = false;
  for (const attribute of attributes) {
    const at = attribute.indexOf('=');
    const name = (at < 0 ? attribute : attribute.slice(0, at)).trim().toLowerCase();
    const value = at < 0 ? '' : attribute.slice(at + 1).trim();
    if (name === 'domain') cookie.domain = value;
    else if (name === 'path') cookie.path = value;
    else if (name === 'samesite') cookie.sameSite = value;
    else if (name === 'secure') cookie.secure = true;
    else if (name === 'httponly') cookie.httpOnly = true;
    else if (name === 'max-age') {
      hasMaxAge = true;
      cookie.expires = `in ${value} s`;
    } else if (name === 'expires' && !hasMaxAge) cookie.expires = value;
  }
  return cookie;
}

export function responseCookies(headers: readonly { name: string; value: string }[]): ResponseCookie[] {
  return headers.filter(({ name }) => name.toLowerCase() === 'set-cookie').map(({ value }) => parseSetCookie(value));
}
