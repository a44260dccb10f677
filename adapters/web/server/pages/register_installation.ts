import { readFileSync } from 'node:fs'
import type { HttpRouterService } from '@adonisjs/core/types'
import { BUILD_FOLDER } from '../adonis_configuration.js'
import type { WebServices } from '../web_services.js'
import { serviceWorker, type BuildManifest } from './service_worker.js'

const ICONS = new URL('../../pictures/', import.meta.url)
const SIZES = [192, 512]

/** What a phone asks for to put the pages on its home screen: manifest, pictures, worker. */
export function registerInstallation(router: HttpRouterService, { settings }: Pick<WebServices, 'settings'>): void {
  const worker = settings.development ? null : readWorker(new URL(`${BUILD_FOLDER}/.vite/manifest.json`, settings.rootUrl))
  router.get('/sw.js', ({ response }) => {
    if (worker === null) return response.status(404).header('cache-control', 'no-store').send('')
    return response.header('content-type', 'text/javascript; charset=utf-8').header('cache-control', 'no-cache').header('service-worker-allowed', '/m/').send(worker)
  })
  router.get('/manifest.webmanifest', ({ response }) =>
    response.header('content-type', 'application/manifest+json; charset=utf-8').header('cache-control', 'no-cache').send(JSON.stringify(MANIFEST)))
  for (const size of SIZES) {
    const bytes = readFileSync(new URL(`icon-${size}.png`, ICONS))
    router.get(`/icon-${size}.png`, ({ response }) => response.header('content-type', 'image/png').header('cache-control', 'public, max-age=86400').send(bytes))
  }
}

/** Null while the pages are not built. */
function readWorker(manifest: URL): string | null {
  try {
    return serviceWorker(JSON.parse(readFileSync(manifest, 'utf8')) as BuildManifest)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

const MANIFEST = {
  id: '/m/collect', name: '五零通', short_name: '五零通', description: '长沙县五零事件：采集、指挥、领导', lang: 'zh-CN', dir: 'ltr',
  start_url: '/m/collect', scope: '/m/', display: 'standalone', orientation: 'portrait', background_color: '#f3f5f8', theme_color: '#1f5fbf',
  icons: SIZES.flatMap((size) => ['any', 'maskable'].map((purpose) => ({ src: `/icon-${size}.png`, sizes: `${size}x${size}`, type: 'image/png', purpose }))),
}
