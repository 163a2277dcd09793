/** Dead letters are for looking at; the jobs themselves stand in the database. Of each pool the newest are kept. */
export const DEAD_LETTERS_KEPT = 10_000;

/** Where the driver can tell their age, older ones go when further ones come. */
export const DEAD_LETTERS_KEPT_DAYS = 30;
