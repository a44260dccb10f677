package gov.xingliu.bench;

import java.util.Map;
import org.operaton.bpm.engine.ProcessEngine;
import org.operaton.bpm.engine.delegate.DelegateExecution;
import org.operaton.bpm.engine.delegate.JavaDelegate;
import org.operaton.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;

/** Operaton, embedded, on the measured database. */
public final class OperatonBench implements Peer {
  private final ProcessEngine engine;
  private final String history;

  private OperatonBench(Database database, String history) {
    this.history = history;
    StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
    configuration.setDataSource(database.source());
    configuration.setDatabaseType("mariadb");
    configuration.setDatabaseSchemaUpdate("true");
    configuration.setJobExecutorActivate(false);
    configuration.setMetricsEnabled(false);
    configuration.setCmmnEnabled(false);
    configuration.setDmnEnabled(false);
    if (!history.equals("default")) configuration.setHistory(history);
    engine = configuration.buildProcessEngine();
  }

  public static void main(String[] arguments) throws Exception {
    Models models = new Models("camunda", "http://camunda.org/schema/1.0/bpmn", "camunda:class=\"" + Nothing.class.getName() + "\"");
    Bench.run(models, database -> new OperatonBench(database, System.getProperty("history", "full")));
  }

  @Override
  public void deploy(Models models) {
    var deployment = engine.getRepositoryService().createDeployment().name("bench");
    models.all().forEach((key, text) -> deployment.addString(key + ".bpmn", text));
    deployment.deploy();
  }

  @Override
  public String start(String processKey, Map<String, Object> variables) {
    return engine.getRuntimeService().startProcessInstanceByKey(processKey, variables).getId();
  }

  @Override
  public void complete(String instanceId, String taskKey, Map<String, Object> variables) {
    var tasks = engine.getTaskService();
    tasks.complete(tasks.createTaskQuery().processInstanceId(instanceId).taskDefinitionKey(taskKey).singleResult().getId(), variables);
  }

  @Override
  public String settings() {
    return "operaton " + ProcessEngine.class.getPackage().getImplementationVersion() + " history=" + history;
  }

  @Override
  public void close() {
    engine.close();
  }

  /** A service task that does nothing. */
  public static final class Nothing implements JavaDelegate {
    @Override
    public void execute(DelegateExecution execution) {}
  }
}
