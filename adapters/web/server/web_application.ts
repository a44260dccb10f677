import { createServer, type Server } from 'node:http'
import { Ignitor } from '@adonisjs/core'
import type { ApplicationService } from '@adonisjs/core/types'
import { adonisConfiguration, adonisRc, BUILD_FOLDER } from './adonis_configuration.js'
import { createProviderClient } from './accounts/oidc/provider_client.js'
import { registerProviderLogin } from './accounts/oidc/register_provider_login.js'
import { registerProviderLogout } from './accounts/oidc/register_provider_logout.js'
import { createBuiltAssets } from './http/built_assets.js'
import { registerExternalTasks } from './external_tasks/register_external_tasks.js'
import { setSecurityHeaders } from './http/security_headers.js'
import { createHttpMetrics } from './operations/http_metrics.js'
import { registerOperations } from './operations/register_operations.js'
import { registerInstallation } from './pages/register_installation.js'
import { registerPages } from './pages/register_pages.js'
import { registerApi } from './register_api.js'
import { createLiveStream, type LiveStream } from './stream/live_stream.js'
import type { WebServices } from './web_services.js'

export interface WebApplication {
  /** `http://127.0.0.1:3333`. */
  address: string
  /** Ends live streams, lets requests in flight finish, closes the port. */
  stop(): Promise<void>
}

/** Grace for requests in flight; after it their connections are cut. */
const CLOSE_GRACE_MS = 3_000

/** Starts the AdonisJS application over the given services and listens. */
export async function startWebApplication(services: WebServices): Promise<WebApplication> {
  const { settings } = services
  const ignitor = new Ignitor(settings.rootUrl, { importer: (path) => import(path) }).tap((app) => {
    app.rcContents(adonisRc)
    app.useConfig(adonisConfiguration(settings))
  })
  const app = ignitor.createApp('web')
  await app.init()
  await app.boot()
  const live = createLiveStream(services)
  let server: Server | undefined
  await app.start(async () => {
    server = await createHttpServer(app, services, live)
    await listen(server, settings.port, settings.host)
  })
  return {
    address: `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${portOf(server!)}`,
    stop: async () => {
      live.close()
      services.engine.externalJobs.close()
      await close(server!)
      await app.terminate()
    },
  }
}

async function createHttpServer(app: ApplicationService, services: WebServices, live: LiveStream): Promise<Server> {
  const router = await app.container.make('router')
  const metrics = createHttpMetrics()
  const provider = createProviderClient()
  registerApi(router, services, live, metrics, provider)
  registerProviderLogin(router, services, provider)
  registerProviderLogout(router, services, provider, live)
  registerExternalTasks(router, services)
  registerOperations(router, services, metrics)
  registerPages(router, services)
  registerInstallation(router, services)

  const adonis = await app.container.make('server')
  adonis.errorHandler(() => import('./http/exception_handler.js'))
  adonis.use(services.settings.development ? [() => import('@adonisjs/vite/vite_middleware')] : [])
  await adonis.boot()
  const sendAsset = createBuiltAssets(new URL(`${BUILD_FOLDER}/`, services.settings.rootUrl))
  const server = createServer((request, response) => {
    setSecurityHeaders(response, services.settings)
    if (!services.settings.development && sendAsset(request, response)) return
    metrics.watch(request, response)
    void adonis.handle(request, response)
  })
  server.headersTimeout = 15_000
  server.requestTimeout = 120_000
  server.keepAliveTimeout = 65_000
  adonis.setNodeServer(server)
  return server
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
  await closed
  clearTimeout(cut)
}
