import type { CalendarYear } from './calendar/calendar_year.js'
import type { Department, Deputy, OrganisationSnapshot, Person, Post, RoleGrant } from './organisation/records.js'

/** Each is one transaction of its own and adds one to `revision`, which the other nodes poll. */
export interface OrganisationWrites {
  saveDepartment(department: Department): Promise<void>
  savePerson(person: Person): Promise<void>
  savePost(post: Post): Promise<void>
  removePost(postId: string): Promise<void>
  grantRole(grant: RoleGrant): Promise<void>
  revokeRole(grant: RoleGrant): Promise<void>
  saveDeputy(deputy: Deputy): Promise<void>
  removeDeputy(deputyId: string): Promise<void>
}

/**
 * What the foundation asks of storage. Checks across records (three administrators apart, a department with people in it) are made by the
 * caller with `checkOrganisation`, on the snapshot the write would leave, and written `at` the revision of that snapshot.
 */
export interface OrganisationStore extends OrganisationWrites {
  load(): Promise<OrganisationSnapshot>
  /** Grows with every write; equal numbers mean an equal snapshot. */
  revision(): Promise<number>
  /** Writes that are done only while the organisation stands at this revision; else they throw ChangedMeanwhile. */
  at(revision: number): OrganisationWrites
  /** The demo county or an import: everything in one transaction, into an empty organisation only. */
  seed(snapshot: OrganisationSnapshot): Promise<void>
}

/** One row a year; saving replaces the year. */
export interface CalendarStore {
  load(): Promise<CalendarYear[]>
  revision(): Promise<number>
  save(year: CalendarYear): Promise<void>
}

/**
 * Reads of the participants' rows outside a step, for pages and job handlers; rows as the participants put them.
 * `list` compares typed columns of the table for equality and returns rows in key order, at most 1,000.
 */
export interface BusinessRowStore {
  get(table: string, key: string): Promise<Record<string, unknown> | null>
  list(table: string, where: Readonly<Record<string, string | number>>): Promise<Record<string, unknown>[]>
}
