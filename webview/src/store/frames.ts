/** Animation frames as a port. A page that is not drawn gets no frames, so a timer stands in: messages are folded all the same. */

export interface Frames {
  next(callback: () => void): void;
}

const LONGEST_WAIT_MS = 250;

export const browserFrames: Frames = {
  next(callback) {
    let isDone = false;
    const run = (): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      callback();
    };
    const timer = setTimeout(run, LONGEST_WAIT_MS);
    requestAnimationFrame(run);
  },
};
