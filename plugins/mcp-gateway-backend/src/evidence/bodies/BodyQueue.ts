import type { BodyMaterial } from './BodyMaterial';

const MAX_WAITING = 5_000;
const MAX_BYTES = 32 * 1024 * 1024;

/** What waits to be kept, within bounds. */
export class BodyQueue {
  readonly #waiting: BodyMaterial[] = [];
  #bytes = 0;

  get length(): number {
    return this.#waiting.length;
  }

  /** False: there is no room. */
  add(material: BodyMaterial): boolean {
    const size = sizeOf(material);
    if (this.#waiting.length >= MAX_WAITING || this.#bytes + size > MAX_BYTES) {
      return false;
    }
    this.#waiting.push(material);
    this.#bytes += size;
    return true;
  }

  take(count: number): BodyMaterial[] {
    const taken = this.#waiting.splice(0, count);
    for (const material of taken) this.#bytes -= sizeOf(material);
    return taken;
  }
}

function sizeOf({ request, response }: BodyMaterial): number {
  return request.head.length + (response?.head.length ?? 0);
}
