import type { Department } from '../organisation/records.js'

/** `[id, name, short name, 发文代字]`. Names as in the county's plan 2021–2025; numbers and addresses are invented. */
type Row = readonly [id: string, name: string, shortName: string, documentPrefix: string | null]

const COUNTY_DEPARTMENTS: readonly Row[] = [
  ['admin_service', '长沙县行政审批服务局', '行政审批服务局', '长县行审'],
  ['market', '长沙县市场监督管理局', '市监局', '长县市监'],
  ['urban', '长沙县城市管理局', '城管局', '长县城管'],
  ['fire', '长沙县消防救援大队', '消防救援大队', '长县消'],
  ['health', '长沙县卫生健康局', '卫健局', '长县卫健'],
  ['emergency', '长沙县应急管理局', '应急局', '长县应急'],
  ['police', '长沙县公安局', '公安局', '长县公'],
  ['ecology', '长沙市生态环境局长沙县分局', '生态环境分局', '长县环'],
  ['bigdata', '长沙县大数据中心', '大数据中心', null],
  ['natural_resources', '长沙县自然资源局', '自然资源局', '长县自然资'],
  ['housing', '长沙县住房和城乡建设局', '住建局', '长县住建'],
  ['human_resources', '长沙县人力资源和社会保障局', '人社局', '长县人社'],
  ['tax', '国家税务总局长沙县税务局', '税务局', '长县税'],
  ['agriculture', '长沙县农业农村局', '农业农村局', '长县农'],
  ['enforcement', '长沙县行政执法局', '行政执法局', '长县执法'],
  ['development', '长沙县发展和改革局', '发改局', '长县发改'],
  ['industry', '长沙县工业和信息化局', '工信局', '长县工信'],
  ['education', '长沙县教育局', '教育局', '长县教'],
  ['science', '长沙县科学技术局', '科技局', '长县科'],
  ['civil_affairs', '长沙县民政局', '民政局', '长县民'],
  ['justice', '长沙县司法局', '司法局', '长县司'],
  ['finance', '长沙县财政局', '财政局', '长县财'],
  ['transport', '长沙县交通运输局', '交通运输局', '长县交'],
  ['water', '长沙县水利局', '水利局', '长县水'],
  ['commerce', '长沙县商务局', '商务局', '长县商'],
  ['culture', '长沙县文化旅游广电体育局', '文旅广体局', '长县文旅'],
  ['medical_security', '长沙县医疗保障局', '医保局', '长县医保'],
  ['petitions', '长沙县网上群众工作部', '网上群众工作部', null],
  ['command_center', '长沙县城市运行管理中心', '城市运行管理中心', null],
  ['housing_fund', '长沙住房公积金管理中心长沙县管理部', '公积金管理部', '长县公积金'],
  ['cdc', '长沙县疾病预防控制中心', '疾控中心', '长县疾控'],
  ['water_supply', '长沙县示例供水有限公司', '供水公司', '示例供水'],
  ['power_supply', '长沙县示例供电公司', '供电公司', '示例供电'],
  ['gas_supply', '长沙县示例燃气有限公司', '燃气公司', '示例燃气'],
]

const STREETS: readonly Row[] = [
  ['street_xingsha', '长沙县星沙街道办事处', '星沙街道', null],
  ['street_xianglong', '长沙县湘龙街道办事处', '湘龙街道', null],
  ['street_quantang', '长沙县泉塘街道办事处', '泉塘街道', null],
  ['street_changlong', '长沙县长龙街道办事处', '长龙街道', null],
  ['street_langli', '长沙县㮾梨街道办事处', '㮾梨街道', null],
]

const TOWNS: readonly Row[] = [
  ['town_huanghua', '长沙县黄花镇人民政府', '黄花镇', null],
  ['town_huangxing', '长沙县黄兴镇人民政府', '黄兴镇', null],
  ['town_jiangbei', '长沙县江背镇人民政府', '江背镇', null],
  ['town_chunhua', '长沙县春华镇人民政府', '春华镇', null],
  ['town_guoyuan', '长沙县果园镇人民政府', '果园镇', null],
  ['town_lukou', '长沙县路口镇人民政府', '路口镇', null],
  ['town_gaoqiao', '长沙县高桥镇人民政府', '高桥镇', null],
  ['town_jinjing', '长沙县金井镇人民政府', '金井镇', null],
  ['town_kaihui', '长沙县开慧镇人民政府', '开慧镇', null],
  ['town_fulin', '长沙县福临镇人民政府', '福临镇', null],
  ['town_qingshanpu', '长沙县青山铺镇人民政府', '青山铺镇', null],
  ['town_ansha', '长沙县安沙镇人民政府', '安沙镇', null],
  ['town_beishan', '长沙县北山镇人民政府', '北山镇', null],
]

const COMMUNITIES: readonly (readonly [id: string, name: string, parentId: string])[] = [
  ['community_wangxianqiao', '望仙桥社区', 'street_xingsha'],
  ['community_liangtanglu', '凉塘路社区', 'street_xingsha'],
  ['community_xiangxiuyuan', '湘绣苑社区', 'street_xianglong'],
  ['community_xinghu', '星湖社区', 'street_quantang'],
  ['community_changlong', '长龙社区', 'street_changlong'],
  ['community_langli', '㮾梨社区', 'street_langli'],
  ['community_huanghua', '黄花社区', 'town_huanghua'],
  ['community_guangda', '光达社区', 'town_huangxing'],
]

const OFFICES: readonly (readonly [id: string, name: string, parentId: string])[] = [
  ['office_comprehensive_window', '综合受理科', 'admin_service'],
  ['office_admin_supervision', '督查考评科', 'admin_service'],
  ['office_market_licensing', '行政许可科', 'market'],
  ['office_urban_facilities', '市容和户外设施管理科', 'urban'],
  ['office_fire_supervision', '防火监督科', 'fire'],
]

const bare = { documentPrefix: null, address: null, phone: null, supervisionPhone: null, officeHours: null, active: true }

/** All units of the demo county, root first. */
export const DEMO_DEPARTMENTS: readonly Department[] = [
  { ...bare, id: 'county', name: '长沙县人民政府', shortName: '长沙县', kind: 'county', parentId: null, order: 0, code: '000', documentPrefix: '长县政' },
  ...COUNTY_DEPARTMENTS.map((row, index) => unit(row, 'department', index + 1)),
  ...STREETS.map((row, index) => unit(row, 'street', index + 101)),
  ...TOWNS.map((row, index) => unit(row, 'town', index + 201)),
  ...COMMUNITIES.map(([id, name, parentId], index) => part(id, name, parentId, 'community', index + 301)),
  ...OFFICES.map(([id, name, parentId], index) => part(id, name, parentId, 'office', index + 401)),
]

function unit([id, name, shortName, documentPrefix]: Row, kind: Department['kind'], order: number): Department {
  const code = String(order).padStart(3, '0')
  return {
    ...bare,
    id,
    name,
    shortName,
    kind,
    parentId: 'county',
    order,
    code,
    documentPrefix,
    address: id === 'admin_service' ? '长沙县星沙街道望仙路示例号（政务服务中心）' : null,
    // 0000 begins no subscriber number
    phone: `0731-0000${code}1`,
    supervisionPhone: `0731-0000${code}2`,
  }
}

function part(id: string, name: string, parentId: string, kind: Department['kind'], order: number): Department {
  return { ...bare, id, name, shortName: name, kind, parentId, order, code: String(order).padStart(3, '0') }
}
