/** A complete application: 120 ㎡, sign, public gathering – all four items. People and numbers are invented; the check digit of the identity number is wrong on purpose. */
export const APPLICATION: Readonly<Record<string, unknown>> = {
  operatorKind: 'individual',
  applicantName: '章示例',
  applicantIdKind: '居民身份证',
  applicantIdNumber: '430121199001010000',
  contactName: '章示例',
  contactPhone: '13000000000',
  agentName: '',
  storeName: '章记家常菜馆',
  storeTown: 'street_xingsha',
  storeAddress: '星沙街道望仙路示例号',
  placeArea: 120,
  staffCount: 6,
  foodKinds: ['hot', 'cold'],
  hasBusinessLicense: 'no',
  hasSignboard: 'yes',
  isPublicGathering: 'yes',
  signboards: [{ position: '门头', widthMetres: 6, heightMetres: 1.2 }],
}

export const PERMIT: Readonly<Record<string, unknown>> = {
  permitContent: '热食类食品制售；冷食类食品制售',
  certificateNumber: '示例-2026-0001',
  validFrom: '2026-11-25',
  validTo: '2031-11-24',
}

export const EXAMINATION: Readonly<Record<string, unknown>> = { siteInspection: 'no', examinationFindings: '材料齐全，符合条件。' }
