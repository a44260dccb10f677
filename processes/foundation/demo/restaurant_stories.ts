import type { DemoStep } from './demo_step.js'
import type { WorkingTime } from './demo_times.js'

/** The application of a demo case; everything else follows from these. */
export interface DemoStore {
  case: string
  storeName: string
  applicantName: string
  storeTown: string
  storeAddress: string
  placeArea: number
  signboard: boolean
  gathering: boolean
  /** A company, with the person who speaks for it. */
  company?: boolean
  contactName?: string
}

/** Writes the steps of one restaurant's case in a clerk's words: `apply`, `accept`, `handle` … */
export interface RestaurantStory {
  apply(daysAgo: number, hour: string, by?: string): RestaurantStory
  accept(daysAgo: number, hour: string, by?: string): RestaurantStory
  supplement(daysAgo: number, hour: string): RestaurantStory
  resubmit(daysAgo: number, hour: string): RestaurantStory
  withdraw(daysAgo: number, hour: string): RestaurantStory
  reject(daysAgo: number, hour: string): RestaurantStory
  claim(item: string, daysAgo: number, hour: string, by: string): RestaurantStory
  handle(item: string, daysAgo: number, hour: string, by?: string): RestaurantStory
  handleRefusing(item: string, daysAgo: number, hour: string): RestaurantStory
  review(item: string, daysAgo: number, hour: string, outcome?: 'agree' | 'return'): RestaurantStory
  grant(item: string, daysAgo: number, hour: string): RestaurantStory
  refuse(item: string, daysAgo: number, hour: string): RestaurantStory
  certify(item: string, daysAgo: number, hour: string): RestaurantStory
  deliver(daysAgo: number, hour: string): RestaurantStory
  steps(): DemoStep[]
}

const DEPARTMENT_OF: Readonly<Record<string, string>> = { business_license: 'market', food_permit: 'market', signboard: 'urban', fire_check: 'fire' }

/** What applicants bring on paper. */
const PAPER = ['identity', 'premises', 'layout', 'equipment', 'food_safety', 'health']

const MISSING = [
  { name: '经营场所平面布局图', basis: '《食品经营许可和备案管理办法》', missing: '未标明操作流程和食品处理区面积，请重新绘制。' },
  { name: '从业人员健康证明', basis: '《中华人民共和国食品安全法》第四十五条', missing: '缺 2 名从业人员的健康证明。' },
]

export function restaurantStory(store: DemoStore, sequence: number, at: WorkingTime): RestaurantStory {
  const steps: DemoStep[] = []
  const story = {} as RestaurantStory
  const add = (daysAgo: number, hour: string, by: string, action: DemoStep['action']): RestaurantStory => {
    steps.push({ case: store.case, atMs: at(daysAgo, hour), by, action })
    return story
  }
  const complete = (elementId: string, item: string | null, outcome: string, opinion: string | null, values: Record<string, unknown> = {}) =>
    ({ kind: 'complete', elementId, item, outcome, opinion, values }) as const
  const person = (item: string, role: string) => `${DEPARTMENT_OF[item]}_${role}`

  return Object.assign(story, {
    apply: (daysAgo, hour, by = 'window1') => add(daysAgo, hour, by, { kind: 'start', definitionKey: 'restaurant', formKey: 'application', values: application(store, sequence) }),
    accept: (daysAgo, hour, by = 'window2') =>
      add(daysAgo, hour, by, complete('receive', null, 'accept', '材料齐全，予以受理。')),
    supplement: (daysAgo, hour) => add(daysAgo, hour, 'window2', complete('receive', null, 'supplement', '材料不齐，一次告知。', { supplementItems: MISSING, supplementDays: 10 })),
    resubmit: (daysAgo, hour) => add(daysAgo, hour, 'window1', complete('supplement', null, 'resubmit', null, { supplementNote: '申请人已到窗口补交。' })),
    withdraw: (daysAgo, hour) => add(daysAgo, hour, 'window1', complete('supplement', null, 'withdraw', '申请人决定另选店址。')),
    reject: (daysAgo, hour) =>
      add(daysAgo, hour, 'window3', complete('receive', null, 'reject', '不属于本县管辖。', {
        refusalReasons: [{ reason: '经营地址位于雨花区，不属于本县管辖，请向当地行政审批部门申请。' }],
        refusalBases: [{ basis: '《中华人民共和国行政许可法》第三十二条第一款第（二）项' }],
      })),
    claim: (item, daysAgo, hour, by) => add(daysAgo, hour, by, { kind: 'claim', elementId: 'handle', item }),
    handle: (item, daysAgo, hour, by = person(item, 'handler')) => add(daysAgo, hour, by, complete('handle', item, 'agree', '经审查符合条件，拟同意。', { ...examination(item), ...permit(item, sequence) })),
    handleRefusing: (item, daysAgo, hour) => add(daysAgo, hour, person(item, 'handler'), complete('handle', item, 'disagree', '现场核查不符合要求，拟不予许可。', { ...examination(item), ...REFUSAL })),
    review: (item, daysAgo, hour, outcome = 'agree') =>
      add(daysAgo, hour, person(item, 'reviewer'), complete('review', item, outcome, outcome === 'agree' ? '同意承办意见。' : '请补充现场核查情况。')),
    grant: (item, daysAgo, hour) => add(daysAgo, hour, person(item, 'approver'), complete('decide', item, 'grant', '准予。')),
    refuse: (item, daysAgo, hour) => add(daysAgo, hour, person(item, 'approver'), complete('decide', item, 'refuse', '不予许可，请告知申请人整改后重新申请。')),
    certify: (item, daysAgo, hour) => add(daysAgo, hour, person(item, 'handler'), complete('certify', item, 'certified', null, { certificatePrintedOn: dateOf(at(daysAgo, hour)) })),
    deliver: (daysAgo, hour) =>
      add(daysAgo, hour, 'issuer1', complete('deliver', null, 'delivered', null, { deliveryMethod: 'window', recipientName: store.applicantName, recipientRelation: 'self' })),
    steps: () => steps,
  } satisfies RestaurantStory)
}

const REFUSAL = {
  refusalReasons: [{ reason: '经营场所只有一个安全出口，疏散宽度不足。' }, { reason: '厨房与就餐区之间未采取防火分隔措施。' }],
  refusalBases: [{ basis: '《中华人民共和国消防法》第十五条' }],
}

function application(store: DemoStore, sequence: number): Record<string, unknown> {
  const serial = String(sequence).padStart(4, '0')
  return {
    operatorKind: store.company ? 'company' : 'individual',
    applicantName: store.applicantName,
    applicantIdKind: store.company ? '统一社会信用代码' : '居民身份证',
    // impossible on purpose: no month 13; I and O occur in no credit code
    applicantIdNumber: store.company ? `91430121MAOI00${serial}` : `43012119901332${serial}`,
    contactName: store.contactName ?? store.applicantName,
    contactPhone: `1000000${serial}`,
    agentName: '',
    storeName: store.storeName,
    storeTown: store.storeTown,
    storeAddress: store.storeAddress,
    placeArea: store.placeArea,
    staffCount: Math.max(2, Math.round(store.placeArea / 20)),
    foodKinds: ['hot', 'cold'],
    hasBusinessLicense: 'no',
    hasSignboard: store.signboard ? 'yes' : 'no',
    isPublicGathering: store.gathering ? 'yes' : 'no',
    receivedMaterials: PAPER,
    ...(store.signboard ? { signboards: [{ position: '临街门头', widthMetres: 6, heightMetres: 1.2 }] } : {}),
  }
}

function examination(item: string): Record<string, unknown> {
  return item === 'business_license'
    ? { siteInspection: 'no', examinationFindings: '申请材料齐全，字号未与他人重复。' }
    : { siteInspection: 'no', examinationFindings: '材料与申报情况一致，符合条件。' }
}

const CONTENT_OF: Readonly<Record<string, string>> = {
  business_license: '准予设立登记，核发营业执照。',
  food_permit: '热食类食品制售；冷食类食品制售。',
  signboard: '准予按效果图设置临街门头招牌一处。',
  fire_check: '准予投入使用、营业。',
}

function permit(item: string, sequence: number): Record<string, unknown> {
  return {
    permitContent: CONTENT_OF[item] ?? '准予许可。',
    certificateNumber: `示例-${item === 'fire_check' ? '消' : item === 'signboard' ? '城' : '市'}-${String(sequence).padStart(4, '0')}`,
    validFrom: '2026-12-01',
    validTo: '2031-11-30',
  }
}

/** Shanghai date of an instant. */
const dateOf = (atMs: number): string => new Date(atMs + 8 * 3_600_000).toISOString().slice(0, 10)
