import type { DirectorySource, SourceDepartment, SourcePerson } from '#processes/foundation/organisation/directory_sync/directory_source'
import type { SyncAttributes } from './sync_settings.js'

/** One entry as it came: the texts of an attribute, by the name the settings give. */
export type ReadEntry = (attribute: string) => readonly string[]

/** Longer texts are none: nothing is cut off silently. */
const LONGEST = 500
const LONGEST_CONTACT = 190

/** Entries in our words. What an entry does not say is null: what that means for its person is decided where everything is seen. */
export function sourceFrom(departments: readonly ReadEntry[], people: readonly ReadEntry[], attributes: SyncAttributes, notes: readonly string[] = []): DirectorySource {
  return {
    departments: departments.map((entry): SourceDepartment => ({
      externalId: first(entry, attributes.departmentId), name: first(entry, attributes.departmentName), parentExternalId: first(entry, attributes.departmentParent),
    })),
    people: people.map((entry): SourcePerson => ({
      externalId: first(entry, attributes.personId), username: first(entry, attributes.username)?.toLowerCase() ?? null, name: first(entry, attributes.name),
      departmentExternalId: first(entry, attributes.personDepartment), phone: first(entry, attributes.phone, LONGEST_CONTACT), email: first(entry, attributes.email, LONGEST_CONTACT),
      posts: attributes.post === '' ? [] : entry(attributes.post).map(tidy).filter((text) => text !== ''),
    })),
    mapsPosts: attributes.post !== '', notes,
  }
}

/** Of several values the first that says anything. */
function first(entry: ReadEntry, attribute: string, longest = LONGEST): string | null {
  const text = attribute === '' ? undefined : entry(attribute).map(tidy).find((value) => value !== '')
  return text === undefined || text.length > longest ? null : text
}

/** One line without what cannot be seen: control and direction signs make two names look alike. */
const tidy = (text: string): string => text.normalize('NFC').replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
