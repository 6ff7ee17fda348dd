/** What the engine is told of a child that starts. An input is only looked at where somebody needs it: it may be a text still. */

import type { Json } from '../base/json.ts';
import type { ChildCourse } from '../interpreter/child-course.ts';
import type { ChildRedrive, ChildStart } from '../interpreter/map-run-port.ts';
import type { ChildInput } from './batcher.ts';

export class StartOfChild implements ChildStart {
  readonly index: number;
  readonly maxInputBytes: number;
  declare readonly redrive?: ChildRedrive;
  declare readonly course?: ChildCourse;
  readonly #child: ChildInput;

  constructor(index: number, child: ChildInput, redrive: ChildRedrive | undefined, course: ChildCourse | undefined) {
    this.index = index;
    this.maxInputBytes = child.maxBytes;
    this.#child = child;
    if (redrive !== undefined) this.redrive = redrive;
    if (course !== undefined) this.course = course;
  }

  get input(): Json {
    return this.#child.input;
  }
}
