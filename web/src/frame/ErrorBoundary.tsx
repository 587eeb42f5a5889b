import { Component, type ReactNode } from 'react';
import { TriangleAlert } from 'lucide-react';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';
import { PartError } from '../ui/lazy_part';
import './ErrorBoundary.css';

interface Props {
  /** What is in it: "this tab". */
  what: string;
  /** Of something over the page, which the message is then, too: closes it. */
  onClose?: () => void;
  children: ReactNode;
}

/** When what is in it breaks, the rest of the page goes on. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidCatch(error: Error) {
    if (error instanceof PartError) error.forget();
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    const { what, onClose } = this.props;
    const message = (
      <EmptyState
        icon={<TriangleAlert aria-hidden />}
        title={`Something went wrong in ${what}`}
        actions={
          <>
            <Button onPress={() => this.setState({ error: null })}>Try again</Button>
            <Button variant="quiet" onPress={() => location.reload()}>
              Load the page anew
            </Button>
            {onClose ? (
              <Button variant="quiet" onPress={onClose}>
                Close
              </Button>
            ) : null}
          </>
        }
      >
        <p>{error.message}</p>
        <p>What you edited is kept.</p>
      </EmptyState>
    );
    if (!onClose) return message;
    return (
      <div role="alertdialog" aria-label={`Something went wrong in ${what}`} className="error-over">
        {message}
      </div>
    );
  }
}
