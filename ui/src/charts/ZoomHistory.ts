/** Where the reader zoomed: back and forward as in a browser, `null` is everything. */
import type { Range } from "~/series/levels";

export type Zoom = Range | null;

export class ZoomHistory {
  private readonly steps: Zoom[] = [null];
  private here = 0;

  get current(): Zoom {
    return this.steps[this.here] ?? null;
  }

  get canGoBack(): boolean {
    return this.here > 0;
  }

  get canGoForward(): boolean {
    return this.here < this.steps.length - 1;
  }

  /** A new zoom; what lay ahead is forgotten. */
  push(zoom: Zoom): Zoom {
    const same = JSON.stringify(zoom) === JSON.stringify(this.current);
    if (same) return zoom;
    this.steps.splice(this.here + 1, this.steps.length, zoom);
    this.here = this.steps.length - 1;
    return zoom;
  }

  back(): Zoom {
    this.here = Math.max(0, this.here - 1);
    return this.current;
  }

  forward(): Zoom {
    this.here = Math.min(this.steps.length - 1, this.here + 1);
    return this.current;
  }
}
