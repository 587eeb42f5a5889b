import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import './Markdown.css';

/** Below the heading of the page that it is in. No image is loaded: it could tell another host who reads. */
const components: Components = {
  h1: 'h3',
  h2: 'h4',
  h3: 'h5',
  h4: 'h6',
  h5: 'h6',
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  img: ({ src, alt }) => (
    <Link href={typeof src === 'string' ? src : ''}>
      Image: {alt === undefined || alt === '' ? 'without a name' : alt}
    </Link>
  ),
  input: ({ checked }) => (
    <input type="checkbox" checked={checked} readOnly disabled aria-label={checked ? 'Done' : 'To do'} />
  ),
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
};

function Link({ href, children }: { href: string | undefined; children: React.ReactNode }) {
  if (!href) return <span>{children}</span>;
  if (href.startsWith(account)) return <span className="mention">{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/** Not an address: somebody who is mentioned. */
const account = 'account:';

/** Of whoever wrote it: only to the web and to mail; the app's own addresses are not to be reached by it. */
export function safeUrl(url: string): string {
  return /^(https?:\/\/|mailto:)/i.test(url) || url.startsWith(account) ? url : '';
}

/** Markdown of others as elements; HTML in it is left out. Loaded where it is first needed. */
export default function Markdown({ children }: { children: string }) {
  return (
    <div className="markdown">
      <ReactMarkdown remarkPlugins={[remarkGfm]} skipHtml urlTransform={safeUrl} components={components}>
        {children}
      </ReactMarkdown>
    </div>
  );
}
