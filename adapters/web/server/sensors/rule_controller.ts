import type { GroupingRecord, GroupingValues, RuleRecord, RuleValues } from '#adapters/web/contract/alarm_rules'
import { deviceKindName } from '#processes/foundation/alarms/device_kinds'
import { readGrouping, readRule, type ReadRule } from '#processes/foundation/alarms/read_rule'
import type { RuleChange } from '#processes/foundation/alarms/ports'
import type { AlarmGrouping, AlarmRule } from '#processes/foundation/alarms/rule'
import type { RuleVersion } from '#processes/foundation/alarms/rule_history'
import { isForPeople, readManifest } from '../access/may_start.js'
import { recordChange } from '../accounts/audit.js'
import { signedIn, type ApiCall, type Operations } from '../http/api_call.js'
import { invalid, notFound, problem } from '../http/problem.js'
import { instant } from '../presentation/instants.js'
import { personReference } from '../presentation/people.js'
import type { WebServices } from '../web_services.js'
import { requireCountyWide } from './sensor_access.js'
import { tryOut } from './try_out.js'

type RuleOperations = Pick<
  Operations,
  | 'listAlarmRules' | 'createAlarmRule' | 'tryAlarmRule' | 'changeAlarmRule' | 'removeAlarmRule' | 'listRuleVersions' | 'createAlarmGrouping' | 'changeAlarmGrouping'
  | 'removeAlarmGrouping'
>

/** 报警规则 and 归并: read by all who watch sensors, changed by the command centre; every version is kept with its author. */
export const ruleController = (services: WebServices): RuleOperations => {
  const { rules, ruleHistory, refresh } = services.alarms

  /** Whoever decided on an older version is told whose work he would undo; without If-Match the last one wins. */
  const change = async (call: ApiCall<never>, asked: Pick<RuleChange, 'of' | 'rule' | 'id' | 'basedOn'>): Promise<LastChange> => {
    const { of, id, rule } = asked
    const [atMs, changedBy] = [services.clock(), signedIn(call).userId]
    const changed = await rules.change({ ...asked, atMs, changedBy } as RuleChange)
    if (changed.kind === 'missing') throw notFound(of === 'rule' ? '报警规则' : '归并规则')
    if (changed.kind === 'stale') throw overtaken(services, asked, changed.last)
    await refresh()
    await recordChange(services, call, rule === null ? 'alarm_rule.removed' : 'alarm_rule.saved', id, rule === null ? {} : { rule })
    // his own version, whoever has been quick since: the next save is held against it
    return { version: changed.version, changedAt: instant(atMs), changedByName: personReference(services.organisation, changedBy).name }
  }
  const saveRule = async (call: ApiCall<never>, id: string, values: RuleValues, basedOn: RuleChange['basedOn']): Promise<{ body: RuleRecord }> => {
    const rule = accepted(readRule({ id, ...values }))
    requireBusiness(services, rule.business?.definitionKey)
    return { body: presentRule(rule, await change(call, { of: 'rule', id, rule, basedOn })) }
  }
  const saveGrouping = async (call: ApiCall<never>, id: string, values: GroupingValues, basedOn: RuleChange['basedOn']): Promise<{ body: GroupingRecord }> => {
    const grouping = accepted(readGrouping({ id, ...values }))
    requireBusiness(services, grouping.makes.business?.definitionKey)
    return { body: presentGrouping(grouping, await change(call, { of: 'grouping', id, rule: grouping, basedOn })) }
  }

  return {
    async listAlarmRules() {
      const [loaded, changeOf] = [await rules.load(), await lastChanges(services)]
      return {
        body: {
          rules: loaded.rules.map((rule) => presentRule(rule, changeOf(rule.id))), groupings: loaded.groupings.map((grouping) => presentGrouping(grouping, changeOf(grouping.id))),
          businesses: await businesses(services),
        },
      }
    },

    async createAlarmRule(call) {
      await requireCountyWide(services, signedIn(call))
      return saveRule(call, services.newId(), call.body, 'new')
    },

    async tryAlarmRule(call) {
      const { rule, from, to } = call.body
      return { body: await tryOut(services, signedIn(call), accepted(readRule({ id: 'tried', ...rule })), { fromMs: Date.parse(from), toMs: Date.parse(to) }) }
    },

    async changeAlarmRule(call) {
      await requireCountyWide(services, signedIn(call))
      return saveRule(call, call.params.id, call.body, call.ifMatch)
    },

    async removeAlarmRule(call) {
      await requireCountyWide(services, signedIn(call))
      await change(call, { of: 'rule', id: call.params.id, rule: null, basedOn: call.ifMatch })
      return { body: undefined }
    },

    async listRuleVersions(call) {
      const versions = await ruleHistory.of(call.params.id)
      return {
        body: {
          data: versions.map(({ version, rule, atMs, changedBy }) => ({
            version, at: instant(atMs), changedByName: personReference(services.organisation, changedBy).name, rule: rule === null ? null : { ...rule },
          })),
        },
      }
    },

    async createAlarmGrouping(call) {
      await requireCountyWide(services, signedIn(call))
      return saveGrouping(call, services.newId(), call.body, 'new')
    },

    async changeAlarmGrouping(call) {
      await requireCountyWide(services, signedIn(call))
      return saveGrouping(call, call.params.id, call.body, call.ifMatch)
    },

    async removeAlarmGrouping(call) {
      await requireCountyWide(services, signedIn(call))
      await change(call, { of: 'grouping', id: call.params.id, rule: null, basedOn: call.ifMatch })
      return { body: undefined }
    },
  }
}

function overtaken({ organisation }: WebServices, { of, rule }: Pick<RuleChange, 'of' | 'rule'>, last: RuleVersion | null): Error {
  const who = last ? `${personReference(organisation, last.changedBy).name}（第 ${last.version} 版）` : '别人'
  const kept = of === 'rule' ? '请先在“历次修改”中核对，再决定是否以您填的为准。' : '请核对后再决定是否以您填的为准。'
  const next = rule === null ? '没有删除。请刷新后核对，再决定是否删除。' : `您填的还在，没有保存。${kept}`
  return problem(409, 'E_RULE_CHANGED', `您打开以后，这条规则已由${who}改过。${next}`)
}

/** The rule, or a 422 with every sentence at its place. */
function accepted<T>(read: ReadRule<T>): T {
  if (read.ok) return read.value
  throw invalid(`规则有 ${read.problems.length} 处不符合要求。请按提示修改后重试。`, read.problems.map(({ code, path, message }) => ({ path, message, code })))
}

function requireBusiness({ engine }: WebServices, definitionKey: string | undefined): void {
  if (definitionKey === undefined || engine.definitions.byKey(definitionKey)) return
  throw invalid(`没有已发布的业务“${definitionKey}”。请另选业务，或请流程设计员发布后再设。`, [{ path: 'business.definitionKey', message: '没有这个业务' }])
}

/** What an alarm can begin. */
async function businesses(services: WebServices): Promise<{ key: string; name: string }[]> {
  const rows = services.engine.definitions.latest()
  const isBusiness = await Promise.all(rows.map(async (row) => isForPeople(row, await readManifest(services, row.packageId))))
  return rows.filter((_, index) => isBusiness[index]).map(({ key, name }) => ({ key, name }))
}

interface LastChange {
  version: number
  changedAt: string | null
  changedByName: string | null
}

/** Who changed each rule last; a rule that came with the product was changed by nobody. */
async function lastChanges({ alarms, organisation }: WebServices): Promise<(ruleId: string) => LastChange> {
  const latest = new Map((await alarms.ruleHistory.latest()).map((version) => [version.ruleId, version]))
  return (ruleId) => {
    const last = latest.get(ruleId)
    return { version: last?.version ?? 0, changedAt: last ? instant(last.atMs) : null, changedByName: last ? personReference(organisation, last.changedBy).name : null }
  }
}

function presentRule(rule: AlarmRule, changed: LastChange): RuleRecord {
  const { levels, deviceKinds, devices, business, ...rest } = rule
  return {
    ...rest, deviceKinds: [...deviceKinds], devices: [...devices], levels: levels.map(({ severity, when }) => ({ severity, when: { ...when } })),
    business: business && { ...business, variables: { ...business.variables } }, deviceKindNames: deviceKinds.map(deviceKindName), ...changed,
  }
}

function presentGrouping(grouping: AlarmGrouping, changed: LastChange): GroupingRecord {
  const { kinds, by, makes, ...rest } = grouping
  return {
    ...rest, kinds: [...kinds], by: [...by], makes: { ...makes, business: makes.business && { ...makes.business, variables: { ...makes.business.variables } } },
    ...changed,
  }
}
