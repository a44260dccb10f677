import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

const instances = (migration: BaseSchema): void =>
  createTable(migration, 'instances', ({ key, text, long, integer, table }) => {
    key('id').primary()
    key('definition_id').notNullable()
    key('package_id').notNullable()
    key('definition_key').notNullable()
    key('status').notNullable()
    integer('revision').notNullable()
    integer('state_version').notNullable()
    key('business_key').nullable()
    key('starter').nullable()
    long('caller').nullable()
    key('caller_instance_id').nullable()
    integer('started_at_ms').notNullable()
    integer('ended_at_ms').nullable()
    key('head_hash').notNullable()
    long('tokens').notNullable()
    long('data').notNullable()
    text('title').nullable()
    key('number').nullable()
    text('applicant').nullable()
    integer('case_due_at_ms').nullable()
    integer('case_amber_at_ms').nullable()
    table.index(['started_at_ms', 'id'], 'instances_by_start')
    table.index(['starter', 'started_at_ms', 'id'], 'instances_by_starter')
    table.index(['definition_key', 'started_at_ms', 'id'], 'instances_by_definition')
    table.index(['business_key'], 'instances_by_business_key')
    table.index(['caller_instance_id'], 'instances_by_caller')
  })

const instanceParticipants = (migration: BaseSchema): void =>
  createTable(migration, 'instance_participants', ({ key, table }) => {
    key('user_id').notNullable()
    key('instance_id').notNullable()
    table.primary(['user_id', 'instance_id'])
    table.index(['instance_id'], 'participants_by_instance')
  })

const instanceTerms = (migration: BaseSchema): void =>
  createTable(migration, 'instance_terms', ({ key, table }) => {
    key('term').notNullable()
    key('instance_id').notNullable()
    table.primary(['term', 'instance_id'])
    table.index(['instance_id', 'term'], 'terms_by_instance')
  })

export default class extends BaseSchema {
  async up() {
    instances(this)
    instanceParticipants(this)
    instanceTerms(this)
  }

  async down() {
    for (const name of ['instance_terms', 'instance_participants', 'instances']) this.schema.dropTable(name)
  }
}
