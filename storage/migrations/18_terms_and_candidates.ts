import { BaseSchema } from '@adonisjs/lucid/schema'
import { LAST_INSTANT } from '#storage/schema/columns'

interface Rebuilt {
  columns: string
  /** Names of what is copied; generated columns are not. */
  copied: string
  key: string
  indexes: Readonly<Record<string, string>>
}

/** Tables whose key is nearly the whole row: kept once, in the tree of their key, instead of once there and once beside it. */
const REBUILT: Readonly<Record<string, Rebuilt>> = {
  instance_terms: { columns: 'term varchar(191) not null, instance_id varchar(191) not null', copied: 'term, instance_id', key: 'term, instance_id', indexes: {} },
  instance_participants: {
    columns: 'user_id varchar(191) not null, instance_id varchar(191) not null', copied: 'user_id, instance_id', key: 'user_id, instance_id',
    indexes: { participants_by_instance: 'instance_id' },
  },
  task_candidates: {
    columns:
      'principal varchar(191) not null, task_id varchar(191) not null, due_at_ms bigint, created_at_ms bigint not null, priority bigint not null,' +
      ` due_sort_ms bigint generated always as (coalesce(due_at_ms, ${LAST_INSTANT})) stored`,
    copied: 'principal, task_id, due_at_ms, created_at_ms, priority', key: 'task_id, principal',
    indexes: { candidates_by_due: 'principal, due_sort_ms, task_id', candidates_by_creation: 'principal, created_at_ms, task_id' },
  },
}

/**
 * Room: the index terms of an instance are removed by their key now, so nobody reads them by instance; and SQLite keeps three small tables
 * once instead of twice, as MySQL does anyway.
 */
export default class extends BaseSchema {
  async up() {
    if (this.db.dialect.name === 'mysql') this.schema.raw('drop index terms_by_instance on instance_terms')
    else for (const [name, rebuilt] of Object.entries(REBUILT)) this.#rebuild(name, rebuilt)
  }

  #rebuild(name: string, { columns, copied, key, indexes }: Rebuilt): void {
    this.schema.raw(`create table ${name}_once (${columns}, primary key (${key})) without rowid`)
    this.schema.raw(`insert into ${name}_once (${copied}) select ${copied} from ${name} order by ${key}`)
    this.schema.raw(`drop table ${name}`)
    this.schema.raw(`alter table ${name}_once rename to ${name}`)
    for (const [index, of] of Object.entries(indexes)) this.schema.raw(`create index ${index} on ${name} (${of})`)
  }

  async down() {
    this.schema.alterTable('instance_terms', (table) => table.index(['instance_id', 'term'], 'terms_by_instance'))
  }
}
