import type { OrganisationSnapshot } from '../organisation/records.js'
import { DEMO_DEPARTMENTS } from './departments.js'
import { DEMO_GRANTS, DEMO_PEOPLE, DEMO_POSTS } from './people.js'

/** The demo county as `OrganisationStore.seed` takes it. Passwords are the bootstrap's. */
export const DEMO_COUNTY: OrganisationSnapshot = {
  departments: DEMO_DEPARTMENTS,
  people: DEMO_PEOPLE,
  posts: DEMO_POSTS,
  grants: DEMO_GRANTS,
  deputies: [],
}
