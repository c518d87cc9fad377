import type { Call } from '../../pipeline/types';
import type { UpstreamChooser } from '../../transport/UpstreamChooser';
import type { Upstream } from '../../transport/Upstream';
import type { HistoryGuard } from './HistoryGuard';
import type { OpenReads } from './OpenReads';

type Chooser = Pick<UpstreamChooser, 'choose'>;

/** Says where a call goes; where its answer is a read that a rule looks for, it is watched until it has ended. */
export class WatchingChooser implements Chooser {
  static create(options: {
    chooser: Chooser;
    guard: Pick<HistoryGuard, 'marksOf'>;
    open: OpenReads;
  }) {
    return new WatchingChooser(options);
  }

  readonly #options: Parameters<typeof WatchingChooser.create>[0];

  private constructor(options: Parameters<typeof WatchingChooser.create>[0]) {
    this.#options = options;
  }

  choose(call: Call): ReturnType<Chooser['choose']> {
    const { chooser, guard, open } = this.#options;
    const chosen = chooser.choose(call);
    const marks = guard.marksOf(call);
    if (!chosen || marks.length === 0) return chosen;
    const upstream: Upstream = {
      send: async request => {
        const end = open.begin(marks);
        try {
          const answer = await chosen.upstream.send(request);
          answer.body.once('close', end);
          return answer;
        } catch (error) {
          end();
          throw error;
        }
      },
    };
    return { ...chosen, upstream };
  }
}
