import type { CountyCalendar } from '../calendar/create_calendar.js'
import type { DemoStep } from './demo_step.js'
import { workingTimes } from './demo_times.js'
import { restaurantStory, type DemoStore, type RestaurantStory } from './restaurant_stories.js'

/** Each case with what it shows; names, people and numbers are invented. */
const STORIES: readonly { store: DemoStore; tell: (story: RestaurantStory) => RestaurantStory }[] = [
  {
    // just filed: claimable at the window
    store: { case: 'new', storeName: '星沙晨光粉面馆', applicantName: '蒋晨光', storeTown: 'street_xingsha', storeAddress: '星沙街道开元路示例 1 号', placeArea: 48, signboard: true, gathering: true },
    tell: (story) => story.apply(0, '15:40'),
  },
  {
    // filed some days ago and not looked at: the window's own limit has passed
    store: { case: 'waiting', storeName: '春华田园土菜馆', applicantName: '谭春华', storeTown: 'town_chunhua', storeAddress: '春华镇春华山村示例 8 号', placeArea: 210, signboard: true, gathering: true },
    tell: (story) => story.apply(4, '09:10'),
  },
  {
    // waiting for the applicant
    store: { case: 'supplementing', storeName: '黄花候机食堂（机场口店）', applicantName: '柳飞燕', storeTown: 'town_huanghua', storeAddress: '黄花镇机场大道示例 66 号', placeArea: 320, signboard: true, gathering: true },
    tell: (story) => story.apply(5, '10:00').supplement(4, '11:20'),
  },
  {
    // supplemented, at the window again
    store: { case: 'resubmitted', storeName: '金井绿茶人家餐厅', applicantName: '罗茗', storeTown: 'town_jinjing', storeAddress: '金井镇茶园路示例 12 号', placeArea: 96, signboard: false, gathering: true },
    tell: (story) => story.apply(7, '09:30').supplement(6, '10:15').resubmit(0, '16:20'),
  },
  {
    // the applicant gave up
    store: { case: 'withdrawn', storeName: '果园镇口小酒馆', applicantName: '向小春', storeTown: 'town_guoyuan', storeAddress: '果园镇花果路示例 3 号', placeArea: 60, signboard: false, gathering: true },
    tell: (story) => story.apply(9, '14:00').supplement(8, '15:00').withdraw(6, '09:40'),
  },
  {
    // not accepted
    store: { case: 'not_accepted', storeName: '圭塘河畔茶餐厅', applicantName: '欧阳圭', storeTown: 'street_langli', storeAddress: '（申报地址在县外）示例 9 号', placeArea: 130, signboard: true, gathering: true },
    tell: (story) => story.apply(6, '11:00').reject(5, '09:20'),
  },
  {
    // accepted yesterday: four departments begin
    store: { case: 'beginning', storeName: '长沙县㮾梨街道浏阳河畔老长沙柴火煨汤湖湘小炒家常菜馆第三分店', applicantName: '长沙示例煨汤餐饮管理有限公司', storeTown: 'street_langli', storeAddress: '㮾梨街道临湘老街示例 28 号', placeArea: 460, signboard: true, gathering: true, company: true, contactName: '龙师傅' },
    tell: (story) => story.apply(1, '09:00').accept(0, '10:30').claim('food_permit', 0, '14:10', 'market_handler').claim('fire_check', 0, '14:30', 'fire_handler2'),
  },
  {
    // in the middle: one item certified, one back at the handler, one waiting for its decision
    store: { case: 'midway', storeName: '湘龙蒸菜大王', applicantName: '曹湘龙', storeTown: 'street_xianglong', storeAddress: '湘龙街道土桥路示例 5 号', placeArea: 180, signboard: true, gathering: true },
    tell: (story) =>
      story.apply(6, '09:20').accept(5, '10:00')
        .handle('business_license', 4, '09:00').review('business_license', 4, '11:00').grant('business_license', 3, '09:00').certify('business_license', 3, '15:00')
        .handle('signboard', 3, '10:00').review('signboard', 2, '10:00', 'return')
        .handle('fire_check', 2, '16:00').review('fire_check', 1, '10:00')
        .handle('food_permit', 1, '16:30'),
  },
  {
    // amber: the food permit has two days left
    store: { case: 'amber', storeName: '泉塘夜宵一条街三姐妹大排档', applicantName: '彭三妹', storeTown: 'street_quantang', storeAddress: '泉塘街道枫树路示例 77 号', placeArea: 40, signboard: true, gathering: true },
    tell: (story) =>
      story.apply(8, '09:00').accept(7, '09:30')
        .handle('business_license', 6, '10:00').review('business_license', 6, '15:00').grant('business_license', 5, '10:00').certify('business_license', 5, '15:00')
        .handle('signboard', 5, '09:30').review('signboard', 4, '11:00').grant('signboard', 4, '15:00').certify('signboard', 3, '10:00')
        .handle('food_permit', 2, '16:00'),
  },
  {
    // red: nobody has touched the food permit in time
    store: { case: 'red', storeName: '安沙服务区大碗菜', applicantName: '任安', storeTown: 'town_ansha', storeAddress: '安沙镇毛塘村示例 2 号', placeArea: 260, signboard: false, gathering: true },
    tell: (story) =>
      story.apply(13, '09:00').accept(12, '10:00')
        .handle('business_license', 11, '09:00').review('business_license', 10, '09:00').grant('business_license', 10, '15:00').certify('business_license', 9, '09:00')
        .handle('fire_check', 8, '10:00').review('fire_check', 7, '10:00').grant('fire_check', 6, '16:00').certify('fire_check', 6, '17:00'),
  },
  {
    // one item refused, its siblings granted; waiting to be handed out
    store: { case: 'refused_item', storeName: '路口古镇腊味馆', applicantName: '田味', storeTown: 'town_lukou', storeAddress: '路口镇荆华路示例 19 号', placeArea: 150, signboard: false, gathering: true },
    tell: (story) =>
      story.apply(8, '10:00').accept(7, '14:00')
        .handle('business_license', 6, '09:00').review('business_license', 6, '10:00').grant('business_license', 6, '15:00').certify('business_license', 5, '09:00')
        .handle('food_permit', 4, '09:00').review('food_permit', 3, '09:00').grant('food_permit', 2, '15:00').certify('food_permit', 1, '09:00')
        .handleRefusing('fire_check', 4, '11:00').review('fire_check', 3, '11:00').refuse('fire_check', 2, '11:00'),
  },
  {
    // finished, everything granted
    store: { case: 'finished', storeName: '开慧板仓小院', applicantName: '杨小院', storeTown: 'town_kaihui', storeAddress: '开慧镇板仓村示例 6 号', placeArea: 88, signboard: true, gathering: false },
    tell: (story) =>
      story.apply(12, '09:00').accept(11, '09:40')
        .handle('business_license', 10, '09:00').review('business_license', 10, '10:00').grant('business_license', 10, '15:00').certify('business_license', 9, '09:00')
        .handle('signboard', 9, '10:00').review('signboard', 8, '10:00').grant('signboard', 8, '15:00').certify('signboard', 7, '09:00')
        .handle('food_permit', 7, '10:00', 'market_handler2').review('food_permit', 6, '10:00').grant('food_permit', 5, '15:00').certify('food_permit', 4, '09:00')
        .deliver(4, '15:30'),
  },
]

/**
 * Twelve cases of 开餐饮店 in every state, as steps with instants in the working days before `nowMs`. Play them with `playDemo`; see
 * README.md.
 */
export function demoCases(nowMs: number, calendar: CountyCalendar): DemoStep[] {
  const at = workingTimes(calendar, nowMs)
  return STORIES.flatMap(({ store, tell }, index) => tell(restaurantStory(store, index + 1, at)).steps())
}
