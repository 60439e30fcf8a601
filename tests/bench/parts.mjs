/** Each is measured in a process or page of its own: an application has one kind of input, too. */
export const parts = ['bytes', 'string', 'response'];

/** The reference against itself: as far as that is from 1, the machine was too busy to tell. */
export const control = 'documented, once more';
