import type { OrganisationSnapshot, Person, Post } from '../records.js'
import type { DirectorySource, SourcePerson } from './directory_source.js'
import type { PeoplePlan } from './plan_people.js'
import type { SyncChange } from './sync_plan.js'

/**
 * Holders of the posts we have, as the directory says: a person holds in his own unit the posts it names, and none in the unit he was moved out of. What he
 * holds elsewhere was given by hand and stays. No post is made: one that no model names gives nothing.
 */
export function planPosts(source: DirectorySource, { posts, people }: OrganisationSnapshot, plan: PeoplePlan): { changes: SyncChange<Post>[]; notes: string[] } {
  if (!source.mapsPosts) return { changes: [], notes: [] }
  const before = new Map(people.map((person) => [person.id, person]))
  const after = new Map([...people, ...[...plan.added, ...plan.changed, ...plan.moved].map((change) => change.after)].map((person) => [person.id, person]))
  const synced = [...plan.entryOf].map(([userId, entry]) => ({ person: after.get(userId)!, left: unitLeft(before.get(userId), after.get(userId)!), entry }))
  const changes = posts.flatMap((post) => {
    const holders = holdersOf(post, synced)
    return holders.join('\n') === post.holders.join('\n') ? [] : [{ before: post, after: { ...post, holders } }]
  })
  const known = new Set(posts.map(({ departmentId, name }) => `${departmentId} ${name}`))
  const unknown = new Set(synced.flatMap(({ person, entry }) => entry.posts.filter((name) => !known.has(`${person.departmentId} ${name}`))))
  const named = [...unknown].sort().slice(0, 3).map((name) => `“${name.slice(0, 40)}”`).join('、')
  return { changes, notes: unknown.size === 0 ? [] : [`通讯录中的岗位${named}${unknown.size > 3 ? `等 ${unknown.size} 个` : ''}在所在单位没有同名岗位，未处理。`] }
}

interface Synced {
  person: Person
  left: string | null
  entry: SourcePerson
}

function holdersOf(post: Post, synced: readonly Synced[]): string[] {
  const mayHold = new Map(synced.flatMap(({ person, left, entry }) => {
    if (person.departmentId === post.departmentId) return [[person.id, entry.posts.includes(post.name)] as const]
    return left === post.departmentId ? [[person.id, false] as const] : []
  }))
  const staying = post.holders.filter((holder) => mayHold.get(holder) !== false)
  return [...staying, ...[...mayHold].flatMap(([userId, holds]) => (holds && !staying.includes(userId) ? [userId] : []))]
}

const unitLeft = (before: Person | undefined, after: Person): string | null => (before && before.departmentId !== after.departmentId ? before.departmentId : null)
