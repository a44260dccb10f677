import { FIVE_ZERO_STAFF } from './five_zero_people.js'
import type { Person, Post, RoleGrant, RoleId } from '../organisation/records.js'

/** `[username, name, department, roles in that department]`; the superior is the first approver of the department. All invented. */
type Row = readonly [username: string, name: string, departmentId: string, roles: readonly RoleId[]]

const STAFF: readonly Row[] = [
  ['admin', '陈知远', 'admin_service', ['window_clerk', 'handler', 'reviewer', 'approver', 'issuer', 'process_designer']],
  ['window1', '李思雨', 'admin_service', ['window_clerk']],
  ['window2', '周小满', 'admin_service', ['window_clerk']],
  ['window3', '欧阳清和', 'admin_service', ['window_clerk']],
  ['issuer1', '王春晓', 'admin_service', ['issuer']],
  ['issuer2', '刘佳禾', 'admin_service', ['issuer']],
  ['admin_service_handler', '彭亦然', 'admin_service', ['handler']],
  ['admin_service_reviewer', '罗文博', 'admin_service', ['reviewer']],
  ['admin_service_approver', '唐建业', 'admin_service', ['approver']],
  ['supervisor1', '何秉正', 'admin_service', ['supervisor']],

  ['market_handler', '张书言', 'market', ['handler']],
  ['market_handler2', '黄梓萱', 'market', ['handler']],
  ['market_reviewer', '吴景明', 'market', ['reviewer']],
  ['market_reviewer2', '谢雨桐', 'market', ['reviewer']],
  ['market_approver', '曾国梁', 'market', ['approver']],

  ['urban_handler', '邓子墨', 'urban', ['handler']],
  ['urban_handler2', '许若溪', 'urban', ['handler']],
  ['urban_reviewer', '蒋云帆', 'urban', ['reviewer']],
  ['urban_approver', '袁志高', 'urban', ['approver']],

  ['fire_handler', '赵铁生', 'fire', ['handler']],
  ['fire_handler2', '孙向阳', 'fire', ['handler']],
  ['fire_reviewer', '马卫东', 'fire', ['reviewer']],
  ['fire_approver', '胡振国', 'fire', ['approver']],

  ['health_handler', '林书意', 'health', ['handler']],
  ['health_handler2', '高沐晴', 'health', ['handler']],
  ['health_reviewer', '梁怀仁', 'health', ['reviewer']],
  ['health_approver', '宋清源', 'health', ['approver']],

  ['sysadmin', '田守诚', 'bigdata', ['system_admin']],
  ['secadmin', '莫安之', 'bigdata', ['security_admin']],
  ['auditor', '严明察', 'bigdata', ['audit_admin']],
  ['designer1', '苏念初', 'bigdata', ['process_designer']],
]

/** One contact in each further unit, so that 转办 and the people page have somebody everywhere. */
const CONTACTS: readonly (readonly [departmentId: string, name: string])[] = [
  ['emergency', '戴安宁'],
  ['police', '石卫平'],
  ['ecology', '叶清川'],
  ['natural_resources', '贺思源'],
  ['housing', '龙广厦'],
  ['human_resources', '易家和'],
  ['tax', '钟立信'],
  ['agriculture', '文田野'],
  ['enforcement', '肖执明'],
  ['development', '夏宏图'],
  ['industry', '江启明'],
  ['education', '左育才'],
  ['science', '向求真'],
  ['civil_affairs', '温如玉'],
  ['justice', '柳公权衡'],
  ['finance', '金算之'],
  ['transport', '路远行'],
  ['water', '阳春水'],
  ['commerce', '商通宝'],
  ['culture', '游书画'],
  ['medical_security', '康乐平'],
  ['petitions', '闻民声'],
  ['street_xingsha', '姜星河'],
  ['street_xianglong', '雷湘君'],
  ['street_quantang', '汤泉生'],
  ['street_changlong', '成龙飞'],
  ['street_langli', '黎㮾之'],
  ['town_huanghua', '黄秋实'],
  ['town_huangxing', '兰若兴'],
  ['town_jiangbei', '江北望'],
  ['town_chunhua', '春满园'],
  ['town_guoyuan', '果成林'],
  ['town_lukou', '路千里'],
  ['town_gaoqiao', '乔高远'],
  ['town_jinjing', '金泉涌'],
  ['town_kaihui', '开明慧'],
  ['town_fulin', '福临门'],
  ['town_qingshanpu', '青山在'],
  ['town_ansha', '安如山'],
  ['town_beishan', '白山君'],
]

/** Who works on the items of the joint matters beside 开餐饮店, in the units whose contact stands above or that have none. */
const JOINT_MATTERS: readonly Row[] = [
  ['police_reviewer', '关岳宁', 'police', ['reviewer']],
  ['police_approver', '严肃之', 'police', ['approver']],
  ['tax_reviewer', '章算清', 'tax', ['reviewer']],
  ['tax_approver', '税正明', 'tax', ['approver']],
  ['human_resources_handler2', '聂知人', 'human_resources', ['handler']],
  ['human_resources_reviewer', '任善用', 'human_resources', ['reviewer']],
  ['human_resources_approver', '辛保民', 'human_resources', ['approver']],
  ['medical_security_reviewer', '安必康', 'medical_security', ['reviewer']],
  ['medical_security_approver', '益民生', 'medical_security', ['approver']],
  ['natural_resources_reviewer', '山水清', 'natural_resources', ['reviewer']],
  ['natural_resources_approver', '土厚德', 'natural_resources', ['approver']],
  ['housing_reviewer', '梁安居', 'housing', ['reviewer']],
  ['housing_approver', '宅兴邦', 'housing', ['approver']],
  ['housing_fund_handler', '储安家', 'housing_fund', ['handler']],
  ['cdc_handler', '苗防疫', 'cdc', ['handler']],
  ['water_supply_handler', '江清流', 'water_supply', ['handler']],
  ['power_supply_handler', '光明远', 'power_supply', ['handler']],
  ['gas_supply_handler', '焰如炬', 'gas_supply', ['handler']],
]

const ROWS: readonly Row[] = [
  ...STAFF,
  ...CONTACTS.map(([departmentId, name]): Row => [`${departmentId}_handler`, name, departmentId, ['handler']]),
  ...JOINT_MATTERS,
  ...FIVE_ZERO_STAFF,
]

const approverOf = (departmentId: string, username: string): string | null =>
  ROWS.find((row) => row[2] === departmentId && row[3].includes('approver') && row[0] !== username && row[0] !== 'admin')?.[0] ?? null

/** The demo county's accounts: user id = username. */
export const DEMO_PEOPLE: readonly Person[] = ROWS.map(([username, name, departmentId, roles], index) => ({
  id: username,
  username,
  name,
  departmentId,
  superiorId: roles.includes('approver') ? null : approverOf(departmentId, username),
  // no mobile number begins with 100
  phone: `100${String(index + 1).padStart(8, '0')}`,
  active: true,
}))

/** Roles, each in the person's own department. */
export const DEMO_GRANTS: readonly RoleGrant[] = ROWS.flatMap(([userId, , departmentId, roles]) =>
  roles.map((role) => ({ userId, role, departmentId })),
)

export const DEMO_POSTS: readonly Post[] = [
  { id: 'window_head', name: '综合窗口首席代表', departmentId: 'admin_service', holders: ['window1'] },
  { id: 'hall_duty', name: '政务大厅值班长', departmentId: 'admin_service', holders: ['admin_service_reviewer', 'admin'] },
  { id: 'market_chief_delegate', name: '市监局首席代表', departmentId: 'market', holders: ['market_reviewer'] },
  { id: 'fire_inspector', name: '消防监督检查员', departmentId: 'fire', holders: ['fire_handler', 'fire_handler2'] },
]

/** Accounts printed at the first start, with what they show. */
export const DEMO_ACCOUNTS: readonly { username: string; shows: string }[] = [
  { username: 'admin', shows: '流程设计员，兼行政审批服务局各业务岗' },
  { username: 'window1', shows: '综合窗口受理员' },
  { username: 'market_handler', shows: '市监局承办人（另有 market_reviewer、market_approver）' },
  { username: 'urban_handler', shows: '城管局承办人（另有 urban_reviewer、urban_approver）' },
  { username: 'fire_handler', shows: '消防救援大队承办人（另有 fire_reviewer、fire_approver）' },
  { username: 'human_resources_handler', shows: '人社局承办人（退休、参保；另有 police_handler、tax_handler 等各局承办人）' },
  { username: 'issuer1', shows: '出件员' },
  { username: 'supervisor1', shows: '督查员' },
  { username: 'center_duty1', shows: '五零受理员（另有 center_chief 值班长、center_dispatcher 派遣员、center_leader 分管领导）' },
  { username: 'street_xingsha_grid', shows: '星沙街道网格员（其他街镇同此）' },
  { username: 'screen1', shows: '指挥大屏（只看县级汇总数）' },
  { username: 'sysadmin', shows: '系统管理员' },
  { username: 'secadmin', shows: '安全管理员' },
  { username: 'auditor', shows: '审计管理员' },
]
