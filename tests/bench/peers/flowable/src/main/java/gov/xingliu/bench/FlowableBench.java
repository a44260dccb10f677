package gov.xingliu.bench;

import java.util.Map;
import org.flowable.common.engine.impl.history.HistoryLevel;
import org.flowable.engine.ProcessEngine;
import org.flowable.engine.delegate.DelegateExecution;
import org.flowable.engine.delegate.JavaDelegate;
import org.flowable.engine.impl.cfg.StandaloneProcessEngineConfiguration;

/** Flowable, embedded, on the measured database. */
public final class FlowableBench implements Peer {
  private final ProcessEngine engine;
  private final String history;

  private FlowableBench(Database database, String history) {
    this.history = history;
    StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
    configuration.setDataSource(database.source());
    configuration.setDatabaseType("mysql");
    configuration.setDatabaseSchemaUpdate("true");
    configuration.setAsyncExecutorActivate(false);
    if (!history.equals("default")) configuration.setHistoryLevel(HistoryLevel.getHistoryLevelForKey(history));
    engine = configuration.buildProcessEngine();
  }

  public static void main(String[] arguments) throws Exception {
    Models models = new Models("flowable", "http://flowable.org/bpmn", "flowable:class=\"" + Nothing.class.getName() + "\"");
    Bench.run(models, database -> new FlowableBench(database, System.getProperty("history", "full")));
  }

  @Override
  public void deploy(Models models) {
    var deployment = engine.getRepositoryService().createDeployment().name("bench");
    models.all().forEach((key, text) -> deployment.addString(key + ".bpmn20.xml", text));
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
    return "flowable " + ProcessEngine.VERSION + " history=" + history;
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
