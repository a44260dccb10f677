import { messageName, subjectKey, type AlarmActionRow, type AlarmGroupRow, type AlarmRow, type ReadingRow } from '#processes/foundation/alarms/alarm'
import type { IntakeStore, IntakeUnit } from '#processes/foundation/alarms/ports'
import type { DeviceState } from '#processes/foundation/alarms/rule_state'

/** Everything an intake keeps, in memory, behind the port of the real one. */
export interface MemoryStore extends IntakeStore {
  readings: Map<string, ReadingRow>
  states: Map<string, string>
  alarms: Map<string, AlarmRow>
  groups: Map<string, AlarmGroupRow>
  actions: Map<string, AlarmActionRow>
}

export function createMemoryStore(): MemoryStore {
  const store = { readings: new Map<string, ReadingRow>(), states: new Map<string, string>(), alarms: new Map<string, AlarmRow>(), groups: new Map<string, AlarmGroupRow>(), actions: new Map<string, AlarmActionRow>() }
  const all = () => [...store.alarms.values()]
  const unit: IntakeUnit = {
    states: async (subjects) => new Map(subjects.flatMap((subject) => (store.states.has(subject) ? [[subject, JSON.parse(store.states.get(subject)!) as DeviceState]] : []))),
    known: async (messages) => new Set(messages.map(([device, key]) => messageName(device, key)).filter((name) => store.readings.has(name))),
    alarmsOf: async (subjects, sinceMs) => all().filter((alarm) => subjects.includes(subjectKey(alarm)) && (alarm.closedAtMs === null || alarm.closedAtMs >= sinceMs)),
    inhibitors: async (subjects) => all().filter((alarm) => subjects.includes(subjectKey(alarm)) && alarm.inhibits && alarm.state === 'active' && alarm.closedAtMs === null),
    groups: async (ids) => [...store.groups.values()].filter(({ id }) => ids.includes(id)),
    alarms: async (ids) => all().filter(({ id }) => ids.includes(id)),
    async absorb(purpose, groupId, alarmId) {
      const waiting = [...store.actions.values()].filter((action) => action.type === 'start' && (purpose === 'area' ? action.areaGroup : action.stormGroup) === groupId)
      for (const action of waiting) {
        store.actions.delete(action.id)
        store.alarms.set(action.alarmId, { ...store.alarms.get(action.alarmId)!, heldBy: 'group', heldById: alarmId })
      }
      return waiting.map((action) => action.alarmId)
    },
    async write({ readings, states, alarms, groups, actions }) {
      for (const reading of readings) {
        const name = messageName(reading.device, reading.messageKey)
        if (store.readings.has(name)) throw new Error(`Expected ${name} to be new, but it is kept already.`)
        store.readings.set(name, reading)
      }
      for (const [subject, state] of states) store.states.set(subject, JSON.stringify(state))
      for (const alarm of alarms) store.alarms.set(alarm.id, alarm)
      for (const group of groups) store.groups.set(group.id, group)
      for (const action of actions) store.actions.set(action.id, action)
      const keys = all().filter(({ closedAtMs }) => closedAtMs === null).map((alarm) => `${subjectKey(alarm)}|${alarm.kind}`)
      if (new Set(keys).size < keys.length) throw new Error('Expected one open alarm per device and kind, but there are two.')
    },
  }
  return { ...store, group: (work) => work(unit), dueSubjects: async () => [], isValueRefused: () => false }
}
