import type { Deputy, Department, OrganisationSnapshot, Person, Post, RoleGrant } from '#processes/foundation/organisation/records'
import type { OrganisationStore, OrganisationWrites } from '#processes/foundation/ports'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { StorageException } from '../errors.js'
import { deleteRows, insertRows, putRows } from '../write_rows.js'
import { raiseRevision, readRevision } from './revisions.js'

/** Name of the number that counts writes to the organisation. */
export const ORGANISATION_REVISION = 'organisation'

type Kind = 'department' | 'person' | 'post' | 'grant' | 'deputy'

const grantId = (grant: RoleGrant): string => `${grant.userId} ${grant.role} ${grant.departmentId}`

/** One record as a row of `organisation_records`. */
export const organisationRow = (kind: Kind, id: string, row: object) => ({ kind, id, row: JSON.stringify(row) })

const snapshotRows = (snapshot: OrganisationSnapshot) => [
  ...snapshot.departments.map((row) => organisationRow('department', row.id, row)),
  ...snapshot.people.map((row) => organisationRow('person', row.id, row)),
  ...snapshot.posts.map((row) => organisationRow('post', row.id, row)),
  ...snapshot.grants.map((row) => organisationRow('grant', grantId(row), row)),
  ...snapshot.deputies.map((row) => organisationRow('deputy', row.id, row)),
]

/** The organisation as records of five kinds; small, read whole, kept in memory by its readers until the revision moves. */
export const organisationStore = (dialect: Dialect): OrganisationStore => ({
  load: () =>
    dialect.read(async (connection) => {
      const rows = await connection.all('select kind, `row` from organisation_records order by kind, id')
      const of = <Row>(kind: Kind): Row[] => rows.filter((row) => row.kind === kind).map((row) => JSON.parse(String(row.row)) as Row)
      return {
        departments: of<Department>('department').sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1)),
        people: of<Person>('person'),
        posts: of<Post>('post'),
        grants: of<RoleGrant>('grant'),
        deputies: of<Deputy>('deputy'),
      }
    }),
  revision: () => readRevision(dialect, ORGANISATION_REVISION),
  ...organisationWrites(dialect),
  at: (revision) => organisationWrites(dialect, revision),
  seed: (snapshot) =>
    changed(dialect, async (connection) => {
      const [row] = await connection.all('select count(*) as n from organisation_records')
      if (Number(row.n) > 0) throw new StorageException('E_STORAGE_NOT_EMPTY', '单位和人员已经存在，不能再次导入演示数据。', 409)
      await insertRows(connection, 'organisation_records', snapshotRows(snapshot))
    }),
})

const changed = (dialect: Dialect, write: (connection: SqlConnection) => Promise<void>, expectedRevision?: number): Promise<void> =>
  dialect.transaction(async (connection) => {
    await raiseRevision(connection, dialect, ORGANISATION_REVISION, expectedRevision)
    await write(connection)
  })

function organisationWrites(dialect: Dialect, expectedRevision?: number): OrganisationWrites {
  const save = (kind: Kind, id: string, row: object): Promise<void> =>
    changed(dialect, (connection) => putRows(connection, 'organisation_records', [organisationRow(kind, id, row)]), expectedRevision)
  const remove = (kind: Kind, id: string): Promise<void> => changed(dialect, (connection) => deleteRows(connection, 'organisation_records', { kind, id }), expectedRevision)
  return {
    saveDepartment: (department) => save('department', department.id, department),
    savePerson: (person) => save('person', person.id, person),
    savePost: (post) => save('post', post.id, post),
    removePost: (postId) => remove('post', postId),
    grantRole: (grant) => save('grant', grantId(grant), grant),
    revokeRole: (grant) => remove('grant', grantId(grant)),
    saveDeputy: (deputy) => save('deputy', deputy.id, deputy),
    removeDeputy: (deputyId) => remove('deputy', deputyId),
  }
}
