import { CallCancellation, cancelledBy } from './Cancellation';

describe('CallCancellation', () => {
  it('tells everybody once, with the reason that its signal gives', () => {
    const cancellation = new CallCancellation();
    const before = cancellation.signal;
    const told: Error[] = [];
    cancellation.onCancel(reason => told.push(reason));
    cancellation.onCancel(reason => told.push(reason));
    expect(cancellation.isCancelled).toBe(false);
    cancellation.cancel();
    cancellation.cancel();
    expect(cancellation.isCancelled).toBe(true);
    expect(before.aborted).toBe(true);
    expect(told).toEqual([before.reason, before.reason]);
    expect(before.reason.name).toBe('AbortError');
  });

  it('is known to whoever asks later, and tells nobody any more', () => {
    const cancellation = new CallCancellation();
    cancellation.cancel();
    const listener = jest.fn();
    cancellation.onCancel(listener);
    cancellation.cancel();
    expect(listener).not.toHaveBeenCalled();
    expect(cancellation.signal.aborted).toBe(true);
    expect(cancellation.signal).toBe(cancellation.signal);
  });

  it('does not tell who has left', () => {
    const cancellation = new CallCancellation();
    const listener = jest.fn();
    cancellation.onCancel(listener)();
    cancellation.cancel();
    expect(listener).not.toHaveBeenCalled();
  });
});

describe('cancelledBy', () => {
  it('says what a signal says', () => {
    const abort = new AbortController();
    const cancellation = cancelledBy(abort.signal);
    const [stays, leaves] = [jest.fn(), jest.fn()];
    cancellation.onCancel(stays);
    cancellation.onCancel(leaves)();
    const reason = new Error('enough');
    expect(cancellation.isCancelled).toBe(false);
    abort.abort(reason);
    expect(cancellation.isCancelled).toBe(true);
    expect(cancellation.signal).toBe(abort.signal);
    expect(stays).toHaveBeenCalledWith(reason);
    expect(leaves).not.toHaveBeenCalled();
  });
});
