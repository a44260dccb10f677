import type { RoleId } from '../organisation/records.js'

/** `[username, name, department, roles]`. Everybody invented. */
type Row = readonly [username: string, name: string, departmentId: string, roles: readonly RoleId[]]

const GRID_MEMBERS: readonly (readonly [departmentId: string, name: string])[] = [
  ['street_xingsha', '沙小青'], ['street_xianglong', '向晓龙'], ['street_quantang', '唐一泉'], ['street_changlong', '龙晚晴'], ['street_langli', '黎小满'],
  ['town_huanghua', '黄巧云'], ['town_huangxing', '星长明'], ['town_jiangbei', '江小北'], ['town_chunhua', '华春生'], ['town_guoyuan', '果小园'],
  ['town_lukou', '路小口'], ['town_gaoqiao', '桥上人'], ['town_jinjing', '金小井'], ['town_kaihui', '慧心如'], ['town_fulin', '林有福'],
  ['town_qingshanpu', '青小铺'], ['town_ansha', '沙安然'], ['town_beishan', '山北辰'],
]

const COMMUNITY_HANDLERS: readonly (readonly [departmentId: string, name: string])[] = [
  ['community_wangxianqiao', '仙桥月'], ['community_liangtanglu', '凉秋叶'], ['community_xiangxiuyuan', '绣中天'], ['community_xinghu', '胡星辰'],
  ['community_changlong', '常小龙'], ['community_langli', '李浪平'], ['community_huanghua', '花小黄'], ['community_guangda', '光达明'],
]

/** 五零: the centre's desk, a 网格员 in each 街镇, somebody in each 社区. */
export const FIVE_ZERO_STAFF: readonly Row[] = [
  ['center_duty1', '卫守真', 'command_center', ['duty_officer']],
  ['center_duty2', '安听雨', 'command_center', ['duty_officer']],
  ['center_chief', '班行远', 'command_center', ['duty_chief']],
  ['center_dispatcher', '派中道', 'command_center', ['dispatcher']],
  ['center_leader', '成全之', 'command_center', ['approver']],
  ['center_supervisor', '督明远', 'command_center', ['supervisor']],
  ['screen1', '指挥大屏', 'command_center', ['display']],
  ...GRID_MEMBERS.map(([departmentId, name]): Row => [`${departmentId}_grid`, name, departmentId, ['grid_member']]),
  ...COMMUNITY_HANDLERS.map(([departmentId, name]): Row => [`${departmentId}_handler`, name, departmentId, ['handler']]),
]
