const isReference = (value: object): value is { id: string; sha256: string } =>
  'id' in value && typeof value.id === 'string' && 'sha256' in value && typeof value.sha256 === 'string'

/** Ids of the attachments named anywhere in a value (`{id, name, size, sha256}`), each once. */
export const attachmentReferences = (value: unknown, found: Set<string> = new Set()): Set<string> => {
  if (typeof value !== 'object' || value === null) return found
  if (isReference(value)) found.add(value.id)
  for (const member of Object.values(value)) attachmentReferences(member, found)
  return found
}
