import type { Platform } from '../../mapping/platform_mapping.js'
import { ALARM } from './alarms.js'
import { EVENT_CLOSED, EVENT_FILED, EVENT_PROGRESS } from './events.js'

/** 市级城市超脑: events and alarms. */
export const CITY_BRAIN_V1: Platform = {
  name: 'city-brain', charset: 'UTF-8', dataSets: { event_filed: EVENT_FILED, event_progress: EVENT_PROGRESS, event_closed: EVENT_CLOSED, alarm: ALARM },
}
