import { Component, type ComponentChildren } from "preact";
import { Failure } from "~/components/Notice";

interface BoundaryProps {
  readonly what: string;
  readonly children: ComponentChildren;
}

/** Keeps a fault of one part from taking the whole page with it. */
export class Boundary extends Component<BoundaryProps, { error: Error | null }> {
  override state = { error: null };

  static override getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const retry = () => this.setState({ error: null });
    return <Failure what={this.props.what} error={error} retry={retry} />;
  }
}
