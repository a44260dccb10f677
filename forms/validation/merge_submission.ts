/** An instance's variables after an accepted submission; the given objects are left as they are. */
export function mergeSubmission(
  stored: Record<string, unknown>,
  accepted: { values: Record<string, unknown>; removed: readonly string[] },
): Record<string, unknown> {
  const merged = { ...stored, ...accepted.values }
  for (const path of accepted.removed) if (!path.includes('.')) delete merged[path]
  return merged
}
