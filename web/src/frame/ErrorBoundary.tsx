import { Component, type ReactNode } from 'react';
import { TriangleAlert } from 'lucide-react';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';

interface Props {
  /** What is in it: "this tab". */
  what: string;
  children: ReactNode;
}

/** When what is in it breaks, the rest of the page goes on. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <EmptyState
        icon={<TriangleAlert aria-hidden />}
        title={`Something went wrong in ${this.props.what}`}
        actions={
          <>
            <Button onPress={() => this.setState({ error: null })}>Try again</Button>
            <Button variant="quiet" onPress={() => location.reload()}>
              Load the page anew
            </Button>
          </>
        }
      >
        <p>{error.message}</p>
        <p>What you edited is kept.</p>
      </EmptyState>
    );
  }
}
