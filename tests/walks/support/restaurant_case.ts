import { eventually, type Answered, type County } from './county.js'

/** What the walks read of a 办件. */
export interface WalkedCase {
  number: string
  title: string
  status: string
  statusText: string
  applicant: { name: string; idNumber: string; phone: string }
  items: WalkedItem[]
  materials: { name: string; required: boolean; received: boolean }[]
  clocks: { kind: string; name: string; dueAt: string; workingDays: number; provisional: boolean; light: string; endedAt: string | null }[]
  lifecycle: { state: string; states: { id: string; name: string; reached: boolean; current: boolean }[] }
}

export interface WalkedItem {
  code: string
  name: string
  department: string
  statusText: string
  dueAt: string | null
  provisional: boolean
  light: string
  result: string | null
  /** Null until the item has begun. */
  instanceId: string | null
  documents: { id: string; title: string; number: string | null }[]
}

export type ItemCode = 'business_license' | 'food_permit' | 'signboard' | 'fire_check'

const DEPARTMENT_OF: Readonly<Record<ItemCode, string>> = { business_license: 'market', food_permit: 'market', signboard: 'urban', fire_check: 'fire' }

/** An application for all four items. Everybody is invented; no month 13 exists in an identity number, no mobile number begins with 100. */
export const APPLICATION: Readonly<Record<string, unknown>> = {
  operatorKind: 'individual',
  applicantName: '覃走查',
  applicantIdKind: '居民身份证',
  applicantIdNumber: '430121199013320007',
  contactName: '覃走查',
  contactPhone: '10000000007',
  agentName: '',
  storeName: '浏阳河畔走查小馆',
  storeTown: 'street_langli',
  storeAddress: '㮾梨街道临湘街示例 7 号',
  placeArea: 120,
  staffCount: 6,
  foodKinds: ['hot', 'cold'],
  hasBusinessLicense: 'no',
  hasSignboard: 'yes',
  isPublicGathering: 'yes',
  signboards: [{ position: '临街门头', widthMetres: 6, heightMetres: 1.2 }],
}

export const PERMIT = { permitContent: '准予按申报内容经营。', certificateNumber: '示例-走-0007', validFrom: '2026-12-01', validTo: '2031-11-30' }
export const EXAMINATION = { siteInspection: 'no', examinationFindings: '材料与申报情况一致。' }
export const REFUSAL = {
  refusalReasons: [{ reason: '经营场所只有一个安全出口。' }],
  refusalBases: [{ basis: '《中华人民共和国消防法》第十五条' }],
}
export const MISSING = [
  { name: '经营场所平面布局图', basis: '《食品经营许可和备案管理办法》', missing: '未标明操作流程，请重新绘制。' },
  { name: '从业人员健康证明', basis: '《中华人民共和国食品安全法》第四十五条', missing: '缺两名从业人员的健康证明。' },
]

/** One application on its way through the county. */
export class RestaurantCase {
  readonly county: County
  readonly id: string

  private constructor(county: County, id: string) {
    this.county = county
    this.id = id
  }

  static async file(county: County, change: Record<string, unknown> = {}, by = 'window1'): Promise<RestaurantCase> {
    return new RestaurantCase(county, await county.start(by, 'restaurant', { ...APPLICATION, ...change }))
  }

  /** A case that is there already. */
  static of(county: County, id: string): RestaurantCase {
    return new RestaurantCase(county, id)
  }

  /** The case record, as the clerk at the window reads it. */
  record(by = 'window1'): Promise<WalkedCase> {
    return this.county.get(by, `/cases/${this.id}`)
  }

  async item(code: ItemCode): Promise<WalkedItem> {
    const found = (await this.record()).items.find((item) => item.code === code)
    if (!found) throw new Error(`The case has no item ${code}.`)
    return found
  }

  /** The record as soon as it reads so: items begin, and report their end, in commits of their own right after the clerk's. */
  reading(statusText: string): Promise<WalkedCase> {
    return eventually(`the case ${this.id} to read ${statusText}`, async () => {
      const record = await this.record()
      return record.statusText === statusText ? record : null
    })
  }

  /** 受理; done when every item has begun. */
  async accept(values: Record<string, unknown> = {}, by = 'window2'): Promise<void> {
    await this.receive('accept', values, by)
    await this.begun()
  }

  /** Every item has an instance of its own. */
  async begun(): Promise<void> {
    await eventually(`the items of ${this.id} to begin`, async () => (await this.record()).items.every((item) => item.instanceId !== null))
  }

  receive(outcome: 'accept' | 'supplement' | 'reject', values: Record<string, unknown> = {}, by = 'window2'): Promise<void> {
    return this.county.complete(by, this.id, 'receive', { outcome, values })
  }

  /** One step of one item by that department's person. */
  async step(code: ItemCode, elementId: string, role: string, answered: Answered): Promise<void> {
    const { instanceId } = await this.item(code)
    if (instanceId === null) throw new Error(`The item ${code} has not begun.`)
    await this.county.complete(`${DEPARTMENT_OF[code]}_${role}`, instanceId, elementId, answered)
  }

  async grant(code: ItemCode): Promise<void> {
    await this.step(code, 'handle', 'handler', { outcome: 'agree', opinion: '符合条件，拟同意。', values: { ...EXAMINATION, ...PERMIT } })
    await this.step(code, 'review', 'reviewer', { outcome: 'agree', opinion: '同意承办意见。' })
    await this.step(code, 'decide', 'approver', { outcome: 'grant', opinion: '准予。' })
    await this.step(code, 'certify', 'handler', { outcome: 'certified', values: { certificatePrintedOn: '2026-11-24' } })
  }

  async refuse(code: ItemCode): Promise<void> {
    await this.step(code, 'handle', 'handler', { outcome: 'disagree', opinion: '不符合要求，拟不予许可。', values: { ...EXAMINATION, ...REFUSAL } })
    await this.step(code, 'review', 'reviewer', { outcome: 'agree', opinion: '同意承办意见。' })
    await this.step(code, 'decide', 'approver', { outcome: 'refuse', opinion: '不予许可。' })
  }

  deliver(): Promise<void> {
    return this.county.complete('issuer1', this.id, 'deliver', {
      outcome: 'delivered', values: { deliveryMethod: 'window', recipientName: '覃走查', recipientRelation: 'self' },
    })
  }
}
