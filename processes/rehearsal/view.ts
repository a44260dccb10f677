import type { Stage } from './stage.js'

/** One case of a rehearsal, to be looked at. */
export interface Scene {
  readonly stage: Stage
  /** Instance of the case; the instances it called have ids that begin with it. */
  readonly rootId: string
}

/**
 * Something a rehearsal may expect, by its field in `expect`. Whoever keeps records (cases, events, cards …) adds its own views to the
 * list in `views.ts`.
 */
export interface RehearsalView {
  readonly name: string
  /** What it is, for people. */
  readonly title: string
  /** What is there, in the shape in which it is expected: the two are compared as JSON. `expected` says which parts are asked for. */
  look(scene: Scene, expected: unknown): unknown
}

/** The value of each name that is expected: a view of many things shows only those that are asked for. */
export function perName(expected: unknown, look: (name: string) => unknown): unknown {
  const names = typeof expected === 'object' && expected !== null && !Array.isArray(expected) ? Object.keys(expected) : []
  return Object.fromEntries(names.map((name) => [name, look(name) ?? null]))
}

/** The case's own instance and those it has called, in order of creation. */
export const familyOf = ({ stage, rootId }: Scene): string[] => [...stage.rehearsal.states.keys()].filter((id) => id === rootId || id.startsWith(`${rootId}:`))

/** Rows of a table as participants keep them. */
export const rowsOf = <Row>({ stage }: Scene, table: string): Row[] =>
  [...stage.business.rows].flatMap(([key, row]) => (key.startsWith(`${table}/`) ? [row as unknown as Row] : []))
