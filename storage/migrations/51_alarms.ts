import { BaseSchema } from '@adonisjs/lucid/schema'
import { createTable } from '#storage/schema/columns'

/** Alarms, what has happened to them, and what groupings remember. `open_key`: at most one of a kind is open per device. */
export default class extends BaseSchema {
  async up() {
    createTable(this, 'alarms', ({ key, long, integer, table }) => {
      key('id').primary()
      key('subject').notNullable()
      key('open_key').nullable()
      integer('is_open').notNullable()
      key('kind').notNullable()
      key('severity').notNullable()
      key('state').notNullable()
      key('device_kind').notNullable()
      key('town').notNullable()
      key('owner').notNullable()
      integer('drill').notNullable()
      integer('acknowledged').notNullable()
      integer('inhibiting').notNullable()
      integer('raised_at_ms').notNullable()
      integer('closed_at_ms').nullable()
      integer('close_due_at_ms').nullable()
      key('instance_id').nullable()
      key('held_by').nullable()
      key('held_by_id').nullable()
      long('row').notNullable()
      table.unique(['open_key'], { indexName: 'alarms_by_open_key' })
      table.index(['subject', 'closed_at_ms'], 'alarms_by_subject')
      table.index(['is_open', 'raised_at_ms', 'id'], 'alarms_by_time')
      table.index(['owner', 'is_open', 'raised_at_ms', 'id'], 'alarms_by_owner')
      table.index(['held_by_id', 'raised_at_ms', 'id'], 'alarms_by_holder')
      table.index(['held_by', 'is_open', 'state'], 'alarms_held')
      table.index(['close_due_at_ms'], 'alarms_to_close')
    })
    createTable(this, 'alarm_events', ({ key, text, integer, table }) => {
      key('id').primary()
      key('alarm_id').notNullable()
      integer('at_ms').notNullable()
      key('type').notNullable()
      text('text').notNullable()
      table.index(['alarm_id', 'id'], 'alarm_events_by_alarm')
    })
    createTable(this, 'alarm_groups', ({ key, long, integer, table }) => {
      key('id').primary()
      key('grouping_id').notNullable()
      key('alarm_id').nullable()
      long('recent').notNullable()
      integer('last_at_ms').notNullable()
      integer('quiet_at_ms').nullable()
      table.index(['quiet_at_ms'], 'alarm_groups_quiet')
    })
  }

  async down() {
    for (const name of ['alarm_groups', 'alarm_events', 'alarms']) this.schema.dropTable(name)
  }
}
