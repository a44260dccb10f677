/** What was seen when one hostile file was compiled and, if that went well, started and worked off. */
export interface Observation {
  /** Codes of the findings of error level. */
  errors: string[]
  /** Names and documentation of all elements, as compiled. */
  texts: string[]
  /** null when it did not compile. */
  run: {
    refused: string | null
    incidents: string[]
    tasksAtOnce: number
    completions: number
    ended: boolean
    /** Element ids that were activated, each once. */
    visited: string[]
    /** A harmless process started afterwards on the same engine went through. */
    othersUnaffected: boolean
  } | null
}
