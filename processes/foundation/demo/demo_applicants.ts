/** Somebody who applies for something in the demo year. Invented; the numbers cannot exist. */
export interface DemoApplicant {
  sequence: number
  name: string
  /** Month 13 occurs in no identity number. */
  idNumber: string
  /** No mobile number begins with 100. */
  phone: string
  town: string
  townName: string
}

const SURNAMES = '丁卜于万卫马王毛文方尹左石龙叶田白包冯宁成吕朱乔任伍向刘江汤许阮孙纪麦严苏杜李杨肖吴何余谷邹沈张陆陈邵林欧易罗周庞郑郎孟封赵胡柯柳段侯姜姚贺袁莫夏钱倪徐高郭唐凌涂陶黄曹龚康章梁彭董蒋韩喻程傅曾温谢赖雷詹蔡廖谭熊黎潘颜戴魏'
const GIVEN = ['示安', '示清', '示明', '示远', '示芳', '示和', '示玲', '示川', '示宁', '示秋', '示岚', '示同', '示月', '示禾', '示竹', '示书', '示舟', '示棠']

const PLACES: readonly (readonly [id: string, name: string])[] = [
  ['street_xingsha', '星沙街道'], ['street_xianglong', '湘龙街道'], ['street_quantang', '泉塘街道'], ['street_changlong', '长龙街道'], ['street_langli', '㮾梨街道'],
  ['town_huanghua', '黄花镇'], ['town_huangxing', '黄兴镇'], ['town_jiangbei', '江背镇'], ['town_chunhua', '春华镇'], ['town_jinjing', '金井镇'], ['town_ansha', '安沙镇'],
]

/** The n-th applicant: the same at every first start. */
export function demoApplicant(sequence: number): DemoApplicant {
  const [town, townName] = PLACES[(sequence * 7) % PLACES.length]!
  const serial = String(sequence).padStart(4, '0')
  return {
    sequence,
    name: `${SURNAMES[(sequence * 31) % SURNAMES.length]!}${GIVEN[(sequence * 11) % GIVEN.length]!}`,
    idNumber: `43012119851335${serial}`,
    phone: `1000001${serial}`,
    town,
    townName,
  }
}
