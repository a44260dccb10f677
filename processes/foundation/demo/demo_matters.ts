import type { DemoApplicant } from './demo_applicants.js'

/** One task somebody completes in the course of a demo case. */
export interface DemoAct {
  /** Working days after the filing, and the hour of that day. */
  day: number
  hour: string
  by: string
  elementId: string
  item: string | null
  outcome: string
  opinion: string | null
  values: Readonly<Record<string, unknown>>
}

/** A joint matter as the demo year tells it: what is applied for, and how it goes when everything is granted. */
export interface DemoMatter {
  definitionKey: string
  application(applicant: DemoApplicant, date: (day: number) => string): Readonly<Record<string, unknown>>
  /** `date` gives the date of a working day of the course, counted from the filing, as `2026-11-23`. */
  course(applicant: DemoApplicant, date: (day: number) => string): DemoAct[]
  /** The item that a refusing course refuses, and the items that are not done any more then. */
  refusable: { item: string; dependants: readonly string[] }
}

type When = readonly [day: number, hour: string]

const act = ([day, hour]: When, by: string, elementId: string, item: string | null, outcome: string, opinion: string | null, values: DemoAct['values'] = {}): DemoAct => ({ day, hour, by, elementId, item, outcome, opinion, values })

const accept = (when: When): DemoAct => act(when, 'window2', 'receive', null, 'accept', '材料齐全，予以受理。')

const deliver = (when: When, { name }: DemoApplicant): DemoAct =>
  act(when, 'issuer1', 'deliver', null, 'delivered', null, { deliveryMethod: 'window', recipientName: name, recipientRelation: 'self' })

const handle = (when: When, item: string, department: string, values: DemoAct['values'] = {}): DemoAct =>
  act(when, `${department}_handler`, 'handle', item, 'agree', '经审查符合条件，同意办理。', { examinationFindings: '申请材料齐全，与申报情况一致。', resultContent: '按申请办理。', ...values })

const certify = (when: When, item: string, department: string, number: string, on: string): DemoAct =>
  act(when, `${department}_handler`, 'certify', item, 'certified', null, { certificateNumber: number, certificatePrintedOn: on })

/** 承办, 审核, 决定 of one item on one day, at its three hours. */
const threeSteps = (day: number, item: string, department: string, [handled, reviewed, decided] = ['09:30', '11:00', '15:30']): DemoAct[] => [
  handle([day, handled!], item, department),
  act([day, reviewed!], `${department}_reviewer`, 'review', item, 'pass', '同意承办意见。'),
  act([day, decided!], `${department}_approver`, 'decide', item, 'grant', '同意办理。'),
]

const identity = ({ name, idNumber, phone }: DemoApplicant) => ({
  applicantName: name, applicantIdKind: '居民身份证', applicantIdNumber: idNumber, contactName: name, contactPhone: phone, agentName: '',
})

const person = (who: DemoApplicant) => ({ ...identity(who), deliveryChoice: 'together' })

const pick = <T>(list: readonly T[], sequence: number): T => list[sequence % list.length]!

const COMPANIES = ['云启科技', '望岳机械', '松雅湖文化传播', '㮾梨陶艺工作室', '空港物流', '捞刀河生态农业', '经开智造', '百里茶廊食品', '浏阳河水利工程咨询与河道生态修复技术服务', '星辰母婴用品']

const enterprise: DemoMatter = {
  definitionKey: 'enterprise',
  application: (who) => ({
    ...person(who),
    companyName: `长沙示例${pick(COMPANIES, who.sequence)}有限公司（${who.sequence}）`,
    companyKind: 'limited', companyTown: who.town, companyAddress: `${who.townName}示例路 ${who.sequence} 号`, registeredCapital: 50 + (who.sequence % 9) * 50,
    businessScope: '以登记机关核定的经营范围为准（示例）。', shareholders: [{ name: who.name, contribution: 50 }],
    needSeal: 'yes', needInvoice: 'no', hireStaff: 'no', bankBooking: 'no', receivedMaterials: ['registration', 'articles', 'identity', 'premises'],
  }),
  // limits of one day: done on the day they begin
  course: (who, date) => [
    accept([0, '09:30']), ...threeSteps(0, 'setup', 'market', ['10:20', '11:00', '11:30']), certify([0, '14:20'], 'setup', 'market', `示例-执照-${who.sequence}`, date(0)),
    handle([0, '15:00'], 'seal', 'police'), certify([0, '15:30'], 'seal', 'police', `示例-公章-${who.sequence}`, date(0)), deliver([1, '10:20'], who),
  ],
  refusable: { item: 'setup', dependants: ['seal'] },
}

const newborn: DemoMatter = {
  definitionKey: 'newborn',
  application: (who, date) => ({
    ...person(who),
    babyName: `${who.name.slice(0, 1)}小${pick(['满', '禾', '舟', '棠', '岳', '麓', '星', '茶'], who.sequence)}`, babySex: who.sequence % 2 === 0 ? 'female' : 'male', bornOn: date(-6), hospital: 'people',
    hasBirthCertificate: 'yes', birthCertificateNumber: `示例-出生证-${who.sequence}`,
    motherName: who.name, motherIdNumber: who.idNumber, fatherName: '', fatherIdNumber: '', married: 'yes', householdWith: 'mother', householdAddress: `${who.townName}示例小区`,
    needSocialCard: 'no', childbirthInsured: 'no', receivedMaterials: ['parents_identity', 'household_book', 'marriage'],
  }),
  course: (who, date) => [
    accept([0, '09:30']), handle([0, '11:00'], 'parenting', 'health'), handle([0, '14:20'], 'vaccination', 'cdc'), certify([0, '15:00'], 'vaccination', 'cdc', `示例-接种证-${who.sequence}`, date(0)),
    ...threeSteps(1, 'household', 'police', ['09:30', '10:20', '11:30']), certify([1, '14:20'], 'household', 'police', `示例-户号-${who.sequence}`, date(1)),
    handle([1, '16:00'], 'medical_insurance', 'medical_security'), deliver([2, '10:20'], who),
  ],
  refusable: { item: 'household', dependants: ['medical_insurance'] },
}

const restaurant: DemoMatter = {
  definitionKey: 'restaurant',
  application: (who) => ({
    operatorKind: 'individual', ...identity(who),
    storeName: `${who.townName}${pick(['粉馆', '蒸菜馆', '茶餐厅', '柴火小院', '夜宵摊', '包点铺', '农家乐', '小炒王'], who.sequence)}（${who.sequence}）`, storeTown: who.town, storeAddress: `${who.townName}示例街 ${who.sequence} 号`,
    placeArea: 30 + (who.sequence % 20), staffCount: 3, foodKinds: ['hot'], hasBusinessLicense: 'no', hasSignboard: 'no', isPublicGathering: 'yes',
    receivedMaterials: ['identity', 'premises', 'layout', 'equipment', 'food_safety', 'health'],
  }),
  course: (who, date) => [accept([0, '09:30']), ...permitSteps(1, 'business_license', who, date), ...permitSteps(3, 'food_permit', who, date), deliver([4, '15:30'], who)],
  refusable: { item: 'food_permit', dependants: [] },
}

/** 开餐饮店 asks its departments in words of its own. */
function permitSteps(day: number, item: string, { sequence }: DemoApplicant, date: (day: number) => string): DemoAct[] {
  const permit = { permitContent: '按申请准予。', certificateNumber: `示例-${item === 'food_permit' ? '食' : '照'}-${sequence}`, validFrom: date(day), validTo: `${Number(date(day).slice(0, 4)) + 5}${date(day).slice(4, 8)}28` }
  return [
    act([day, '09:30'], 'market_handler', 'handle', item, 'agree', '经审查符合条件，拟同意。', { siteInspection: 'no', examinationFindings: '申请材料齐全，符合条件。', ...permit }),
    act([day, '11:00'], 'market_reviewer', 'review', item, 'agree', '同意承办意见。'),
    act([day, '15:30'], 'market_approver', 'decide', item, 'grant', '准予。'),
    act([day, '16:20'], 'market_handler', 'certify', item, 'certified', null, { certificatePrintedOn: date(day) }),
  ]
}

/** Working days until seven calendar days have gone by: five, more where a make-up Saturday lies between. */
function publicityDays(date: (day: number) => string): number {
  let day = 5
  while (day < 7 && Date.parse(date(day)) - Date.parse(date(0)) < 7 * 86_400_000) day += 1
  return day
}

const retirement: DemoMatter = {
  definitionKey: 'retirement',
  application: (who, date) => ({
    ...person(who), sex: who.sequence % 2 === 0 ? 'male' : 'female', bornOn: '1966-05-06', employer: `长沙示例${pick(['机械', '纺织', '建材', '运输'], who.sequence)}有限公司`, employerTown: who.town, workStartedOn: '1988-07-01',
    contributionYears: 28 + (who.sequence % 8), deemedYears: 0, specialWork: 'no', onlyChildParent: 'no', retireOn: date(0), hasHousingFund: 'no', bankAccount: `62000000${String(who.sequence).padStart(8, '0')}`,
    receivedMaterials: ['identity', 'application_form', 'bank_card'],
  }),
  course: (who, date) => {
    const day = publicityDays(date)
    return [
      accept([0, '09:30']), handle([0, '10:20'], 'qualification', 'human_resources'),
      act([day, '09:30'], 'human_resources_handler', 'publicity', 'qualification', 'clear', '公示无异议。', { publicityPlace: '单位公告栏（示例）', publicityFrom: date(0), publicityTo: date(day) }),
      act([day, '11:00'], 'human_resources_reviewer', 'review', 'qualification', 'pass', '同意承办意见。'), act([day, '14:20'], 'human_resources_approver', 'decide', 'qualification', 'grant', '同意退休。'),
      certify([day, '15:30'], 'qualification', 'human_resources', `示例-退休-${who.sequence}`, date(day)),
      handle([day + 1, '09:30'], 'medical_retirement', 'medical_security'), ...threeSteps(day + 1, 'pension', 'human_resources', ['10:20', '11:00', '15:30']), deliver([day + 2, '10:20'], who),
    ]
  },
  refusable: { item: 'pension', dependants: [] },
}

const houseTransfer: DemoMatter = {
  definitionKey: 'house_transfer',
  application: (who) => ({
    ...person(who), sellerName: `卖方示例${who.sequence}`, sellerIdNumber: `43012119751336${String(who.sequence).padStart(4, '0')}`, sellerPhone: `1000002${String(who.sequence).padStart(4, '0')}`,
    houseAddress: `${who.townName}示例花园 ${1 + (who.sequence % 18)} 栋 ${101 + who.sequence}`, houseTown: who.town, certificateNo: `湘（示例）长沙县不动产权第 ${who.sequence} 号`, contractNumber: `示例-网签-${who.sequence}`,
    area: 80 + (who.sequence % 60), price: 60 + (who.sequence % 120), firstHome: 'no', mortgaged: 'no', transferWater: 'no', transferPower: 'no', transferGas: 'no', receivedMaterials: ['identity', 'certificate', 'contract'],
  }),
  course: (who, date) => [
    accept([0, '09:30']), handle([0, '10:20'], 'contract_check', 'housing'), certify([0, '11:00'], 'contract_check', 'housing', `示例-核验-${who.sequence}`, date(0)),
    handle([0, '15:00'], 'tax', 'tax', { taxAmount: 8000 + (who.sequence % 90) * 100 }), act([2, '10:20'], 'tax_handler', 'pay', 'tax', 'paid', '税款已缴清。', { paymentNumber: `示例-缴款-${who.sequence}`, paidOn: date(2) }),
    ...threeSteps(3, 'transfer', 'natural_resources'), certify([3, '16:20'], 'transfer', 'natural_resources', `湘（示例）长沙县不动产权第 9${who.sequence} 号`, date(3)), deliver([4, '11:00'], who),
  ],
  refusable: { item: 'transfer', dependants: [] },
}

export const DEMO_MATTERS: readonly DemoMatter[] = [enterprise, newborn, restaurant, retirement, houseTransfer]

const REFUSAL = {
  refusalReasons: [{ reason: '经核实，申报内容与登记、档案记载不一致，且未能在期限内作出说明。' }],
  refusalBases: [{ basis: '相关实施清单规定的办理条件（示例）' }],
}

/** The same course with one item refused: nothing is certified, and what would have waited for it is not done. */
export function refusing(matter: DemoMatter, acts: readonly DemoAct[]): DemoAct[] {
  const { item, dependants } = matter.refusable
  return acts.flatMap((one) => {
    if (one.item !== null && dependants.includes(one.item)) return []
    if (one.item !== item) return [one]
    if (one.elementId === 'certify') return []
    if (one.elementId === 'handle') return [{ ...one, outcome: 'disagree', opinion: '经核实不符合条件。', values: { ...refusedValues(one.values), ...REFUSAL } }]
    return [one.elementId === 'decide' ? { ...one, outcome: 'refuse', opinion: '不予办理，请告知申请人。' } : one]
  })
}

/** What a refusing handler has found; he proposes nothing. */
const refusedValues = (values: DemoAct['values']): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => ['siteInspection', 'examinationFindings'].includes(name)))
