import type { GroupingRecord, GroupingValues, RuleRecord, RuleValues } from '#adapters/web/contract/alarm_rules'
import { deviceKindName } from '#processes/foundation/alarms/device_kinds'
import { readGrouping, readRule, type ReadRule } from '#processes/foundation/alarms/read_rule'
import type { AlarmGrouping, AlarmRule } from '#processes/foundation/alarms/rule'
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

  /** Written first to the rules, then to their history: a version that is missing is one the audit still has. */
  const remember = async (call: ApiCall<never>, action: 'alarm_rule.saved' | 'alarm_rule.removed', ruleId: string, rule: AlarmRule | AlarmGrouping | null): Promise<void> => {
    await refresh()
    await ruleHistory.add({ ruleId, rule, atMs: services.clock(), changedBy: signedIn(call).userId })
    await recordChange(services, call, action, ruleId, rule === null ? {} : { rule })
  }
  const saveRule = async (call: ApiCall<never>, id: string, values: RuleValues): Promise<{ body: RuleRecord }> => {
    const rule = accepted(readRule({ id, ...values }))
    requireBusiness(services, rule.business?.definitionKey)
    await rules.saveRule(rule)
    await remember(call, 'alarm_rule.saved', id, rule)
    return { body: presentRule(rule, (await lastChanges(services))(id)) }
  }
  const saveGrouping = async (call: ApiCall<never>, id: string, values: GroupingValues): Promise<{ body: GroupingRecord }> => {
    const grouping = accepted(readGrouping({ id, ...values }))
    requireBusiness(services, grouping.makes.business?.definitionKey)
    await rules.saveGrouping(grouping)
    await remember(call, 'alarm_rule.saved', id, grouping)
    return { body: presentGrouping(grouping, (await lastChanges(services))(id)) }
  }
  const requireRule = async (id: string, of: 'rules' | 'groupings'): Promise<void> => {
    if (!(await rules.load())[of].some((one) => one.id === id)) throw notFound(of === 'rules' ? '报警规则' : '归并规则')
  }

  /** Whoever decided on an older version is told whose work he would undo; without If-Match the last one wins. */
  const requireVersion = async ({ ifMatch, params }: Pick<ApiCall<never>, 'ifMatch'> & { params: { id: string } }): Promise<void> => {
    if (ifMatch === null) return
    const [last] = await ruleHistory.of(params.id)
    if ((last?.version ?? 0) === ifMatch) return
    const who = last ? `${personReference(services.organisation, last.changedBy).name}（第 ${last.version} 版）` : '别人'
    throw problem(409, 'E_RULE_CHANGED', `您打开以后，这条规则已由${who}改过。您填的还在，没有保存。请先在“历次修改”中核对，再决定是否以您填的为准。`)
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
      return saveRule(call, services.newId(), call.body)
    },

    async tryAlarmRule(call) {
      const { rule, from, to } = call.body
      return { body: await tryOut(services, signedIn(call), accepted(readRule({ id: 'tried', ...rule })), { fromMs: Date.parse(from), toMs: Date.parse(to) }) }
    },

    async changeAlarmRule(call) {
      await requireCountyWide(services, signedIn(call))
      await requireRule(call.params.id, 'rules')
      await requireVersion(call)
      return saveRule(call, call.params.id, call.body)
    },

    async removeAlarmRule(call) {
      await requireCountyWide(services, signedIn(call))
      await requireRule(call.params.id, 'rules')
      await rules.removeRule(call.params.id)
      await remember(call, 'alarm_rule.removed', call.params.id, null)
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
      return saveGrouping(call, services.newId(), call.body)
    },

    async changeAlarmGrouping(call) {
      await requireCountyWide(services, signedIn(call))
      await requireRule(call.params.id, 'groupings')
      await requireVersion(call)
      return saveGrouping(call, call.params.id, call.body)
    },

    async removeAlarmGrouping(call) {
      await requireCountyWide(services, signedIn(call))
      await requireRule(call.params.id, 'groupings')
      await rules.removeGrouping(call.params.id)
      await remember(call, 'alarm_rule.removed', call.params.id, null)
      return { body: undefined }
    },
  }
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
