/** Does not compile unless `T` is `true`. */
export type Expect<T extends true> = T;

/** Whether two types are one and the same, not only assignable to each other. */
export type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Whether `A` can stand where `B` is asked for. */
export type Assignable<A, B> = [A] extends [B] ? true : false;
