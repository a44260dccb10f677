import type { AnyFact, Fact, FactContents, FactKind } from '#processes/foundation/deliveries/fact'
import type { TargetSettings } from '#processes/foundation/deliveries/target'

/** Sunday 2026-11-22 10:00 in Changsha. */
export const NOON_MS = Date.UTC(2026, 10, 22, 2)
const HOUR_MS = 3_600_000

export const UNIT = { id: 'market', name: '县市场监督管理局' }
const CLERK = { id: 'zhou', name: '周敏' }
export const ITEM = {
  itemNumber: '430121001202611220000015-01', caseNumber: '430121001202611220000015', itemCode: 'food', itemName: '食品经营许可（新办）',
  implementationCode: '示例430131-0002', unit: UNIT, business: 'restaurant', businessName: '开餐饮店',
}
export const APPLICANT = {
  name: '𠮷祥餐饮店', kind: 'person', idKind: '居民身份证', idNumber: '43012119900101123x', contact: '张䶮', phone: '138 0000 0001', agent: '',
} as const

export const SAMPLE_CONTENTS: FactContents = {
  application: {
    ...ITEM, title: '开餐饮店', itemKind: 'promised', applicant: { ...APPLICANT }, source: 'window', appliedAtMs: NOON_MS, upperNumber: null,
    materials: [
      { code: 'plan', name: '平面布局图', received: true, form: '原件', copies: 1, receivedAtMs: NOON_MS },
      { code: 'lease', name: '房屋租赁合同', received: false, form: '', copies: 0, receivedAtMs: NOON_MS },
    ],
  },
  acceptance: {
    ...ITEM, accepted: true, acceptingUnit: UNIT, acceptedBy: CLERK, acceptedAtMs: NOON_MS + HOUR_MS, documentNumber: '长县市监受〔2026〕12号',
    promisedDueAtMs: NOON_MS + 240 * HOUR_MS, itemKind: 'promised', bySilence: false, reason: null,
  },
  process: {
    ...ITEM, stepId: 'instance-0001:17', stepName: '审核', action: 'passed', handler: CLERK, opinion: '符合条件。', beganAtMs: NOON_MS + 2 * HOUR_MS,
    endedAtMs: NOON_MS + 3 * HOUR_MS, derived: false,
  },
  special_procedure: {
    ...ITEM, position: 1, name: '听证', kind: 'other', stopsClock: true, basis: '行政许可法第四十七条', reason: '直接涉及他人重大利益', days: 10, documentNumber: null,
    beganAtMs: NOON_MS + 4 * HOUR_MS, endedAtMs: NOON_MS + 5 * HOUR_MS, handler: CLERK,
  },
  completion: {
    ...ITEM, result: 'granted', resultText: '准予许可', handler: CLERK, completedAtMs: NOON_MS + 6 * HOUR_MS, onTime: true, sequence: 1,
    certificates: [{ name: '食品经营许可证', number: 'JY24301210000001', issuedBy: UNIT, issuedAtMs: NOON_MS + 6 * HOUR_MS, validUntil: '2031-11-21' }],
  },
  evaluation: {
    caseNumber: ITEM.caseNumber, business: 'restaurant', businessName: '开餐饮店', itemNumbers: [ITEM.itemNumber], implementationCodes: [ITEM.implementationCode],
    unit: UNIT, evaluator: APPLICANT.name, channel: 'public', evaluatedAtMs: NOON_MS + 7 * HOUR_MS, evaluationNumber: 1, satisfaction: 5, text: '', isBad: false,
    applicant: { ...APPLICANT }, items: [{ number: ITEM.itemNumber, name: ITEM.itemName, implementationCode: ITEM.implementationCode, unit: UNIT }],
  },
  case_progress: {
    caseNumber: ITEM.caseNumber, title: '开餐饮店', business: 'restaurant', businessName: '开餐饮店', applicantName: APPLICANT.name, applicantIdKind: APPLICANT.idKind,
    applicantIdNumber: APPLICANT.idNumber, phone: APPLICANT.phone, status: 'reviewing', statusText: '部门审批中', unit: UNIT, promisedDueAtMs: null, closedAtMs: null, sequence: 2,
  },
  event_filed: {
    number: '4301210302261122000001', title: '智慧井盖倾斜', category: 'safety', categoryName: '安全', subtype: 'AQ01', subtypeName: '井盖倾斜', component: '部件',
    urgent: true, level: 'normal', channel: 'sensor', channelName: '物联', channelNumber: null, description: '井盖倾角 22.4 度', town: { id: 'langli', name: '㮾梨街道' },
    community: null, grid: null, address: '㮾梨街道 3 号', longitude: 113.0812345, latitude: 28.2, reportedAtMs: NOON_MS, filedAtMs: NOON_MS + HOUR_MS, dueAtMs: NOON_MS + 3 * HOUR_MS,
  },
  event_progress: {
    number: '4301210302261122000001', channel: 'sensor', channelNumber: null, stage: 'dispatched', statusText: '待签收', unit: null, handler: CLERK, opinion: '', dueAtMs: null, sequence: 1,
  },
  event_closed: {
    number: '4301210302261122000001', channel: 'sensor', channelNumber: null, ending: 'closed', unit: { id: 'urban', name: '县城市管理局' }, answer: '已更换井盖并复查。',
    filedAtMs: NOON_MS + HOUR_MS, closedAtMs: NOON_MS + 2 * HOUR_MS, verdict: 'on_time', reworkCount: 0, masterNumber: null, sequence: 1,
  },
  ticket_answered: {
    channel: 'hotline', channelName: '12345', channelNumber: 'GD20261122001', eventNumber: '4301210302261122000001', unit: UNIT, answer: '您反映的井盖已经更换，感谢监督。',
    answeredAtMs: NOON_MS + 2 * HOUR_MS, dueAtMs: null, onTime: true,
  },
  emergency_report: {
    stage: 'first', sequence: 0, number: 'TF20261122001', title: '㮾梨街道路段内涝', eventType: 'flood', level: 'ordinary', occurredAtMs: NOON_MS, reportedAtMs: NOON_MS + HOUR_MS,
    place: '㮾梨街道', longitude: null, latitude: null, unit: UNIT, reporter: CLERK, reporterPhone: '0731-84000000', approvedBy: { id: 'chen', name: '陈主任' },
    summary: '积水 30 厘米。', dead: 0, missing: 0, injured: 0, relocated: 12, measures: '已封闭道路。', trend: '',
  },
  alarm: {
    alarmId: 'manhole-7:tilt:1', state: 'raised', source: 'nb-iot', deviceId: '井盖-7', deviceName: '7 号井盖', deviceKind: 'manhole', alarmKind: 'tilt', severity: 'major',
    text: 'tilt=22.4°', startedAtMs: NOON_MS, clearedAtMs: null, town: '㮾梨街道', address: '㮾梨街道 3 号', longitude: null, latitude: null, eventNumber: null,
  },
}

/** A fact of a kind, with what a test changes in its content. */
export function sampleFact<Kind extends FactKind>(kind: Kind, change: Partial<FactContents[Kind]> = {}): Extract<AnyFact, { kind: Kind }> {
  const fact: Fact<Kind> = {
    kind, schemaVersion: 1, orderKey: 'case-1', caseKey: 'case-1', itemKey: null, number: ITEM.itemNumber, atMs: NOON_MS + HOUR_MS, drill: false,
    content: { ...SAMPLE_CONTENTS[kind], ...change },
  }
  return fact as unknown as Extract<AnyFact, { kind: Kind }>
}

export const SETTINGS: TargetSettings = {
  id: 'target', kind: 'provincial_service', name: '省平台', url: 'http://127.0.0.1:1', appId: 'county', algorithm: 'HMAC-SHA256', encryptBody: false, secret: 'secret', bodyKey: null,
  concurrency: 4, perSecond: null, window: null, timeoutMs: 30_000, codes: { unitCreditCode: { market: '11430121MB1K234567' } }, options: {}, businesses: null, enabled: true,
}
