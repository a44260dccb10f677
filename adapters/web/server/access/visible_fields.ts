import { permissionFor } from '#forms/schema/field_permission'
import type { FieldPermissions } from '#forms/schema/form_schema'

/** Whether a reader may see the value at a path; dots reach into objects and the rows of lists. */
export interface FieldRule {
  isShown(path: string): boolean
  /** Something inside a hidden object or list is shown by its own name. */
  isShownBelow(path: string): boolean
}

/** At his own nodes a reader sees what at least one of them shows. */
export const shownByAny = (nodes: readonly FieldPermissions[]): FieldRule => ({
  isShown: (path) => nodes.some((node) => permissionFor(node, path.split('.')) !== 'hidden'),
  isShownBelow: (path) => nodes.some((node) => Object.entries(node).some(([key, permission]) => key.startsWith(`${path}.`) && permission !== 'hidden')),
})

/** Without a node of his own, what none of them hides by name: `*` says what a node's own worker needs, not what is secret. */
export const hiddenByNone = (nodes: readonly FieldPermissions[]): FieldRule => {
  const named = nodes.map(({ '*': _rest, ...permissions }): FieldPermissions => permissions)
  return { isShown: (path) => named.every((node) => permissionFor(node, path.split('.')) !== 'hidden'), isShownBelow: () => false }
}

/** A copy of the values without what the rule hides. */
export const visibleFields = (values: Readonly<Record<string, unknown>>, rule: FieldRule): Record<string, unknown> => shownMembers(values, '', rule)

function shownMembers(values: Readonly<Record<string, unknown>>, prefix: string, rule: FieldRule): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, unknown][] => {
      const path = prefix + name
      return rule.isShown(path) || rule.isShownBelow(path) ? [[name, shownPart(value, path, rule)]] : []
    }),
  )
}

function shownPart(value: unknown, path: string, rule: FieldRule): unknown {
  if (Array.isArray(value)) return value.map((row) => shownPart(row, path, rule))
  if (typeof value !== 'object' || value === null) return value
  return shownMembers(value as Record<string, unknown>, `${path}.`, rule)
}
