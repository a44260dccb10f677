/** A person with an account. */
export type UserId = string

/**
 * Who may do something, as it is stored with a task: `user:U`, `role:R@dept:D` (holders of role R in department D),
 * `role:R` (holders anywhere), `post:P`, `dept:D` (everybody of a department).
 */
export type Principal = string
