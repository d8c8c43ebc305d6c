package org.palimpsest.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.mlflow.MlflowSync.Options;
import org.palimpsest.mlflow.MlflowSync.RunReport;
import org.palimpsest.record.JournalEntry.Status;
import org.slf4j.LoggerFactory;

/** Who asks is proved, who answers is checked, and no secret is left anywhere. */
@ExtendWith(SharedMlflow.class)
class SecurityTest {

  private static final String SECRET = "hunter2-Zq7";
  private static final String BASIC =
      Base64.getEncoder().encodeToString(("me:" + SECRET).getBytes(StandardCharsets.UTF_8));
  private static final Map<String, String> USER =
      Map.of("MLFLOW_TRACKING_USERNAME", "me", "MLFLOW_TRACKING_PASSWORD", SECRET);
  private static final Map<String, String> TOKEN = Map.of("MLFLOW_TRACKING_TOKEN", SECRET);

  @TempDir private Path temporary;
  private String uri;
  private Inspector inspector;
  private JournalWriter journal;

  @BeforeEach
  void connect(RealMlflow mlflow) throws IOException {
    uri = mlflow.uri();
    inspector = new Inspector(uri);
    String uuid = UUID.randomUUID().toString().replace("-", "");
    journal = JournalWriter.smallRun(temporary.resolve("seed-1"), "secure " + uuid, uuid);
    journal.end(Status.FINISHED);
  }

  private RunReport sync(TrackingServer server) throws InterruptedException {
    return Sending.sync(server, List.of(journal.folder()), Options.DEFAULT, Sending.QUICK).get(0);
  }

  @Test
  void sendsAUserAndAPassword() throws Exception {
    try (FaultyProxy proxy = new FaultyProxy(uri)) {
      proxy.demand("Basic " + BASIC);
      assertThat(sync(TrackingServer.of(proxy.uri(), USER)).why()).isEmpty();
      inspector.assertWhole(journal);
    }
  }

  @Test
  void sendsThoseOfTheAddress() throws Exception {
    try (FaultyProxy proxy = new FaultyProxy(uri)) {
      proxy.demand("Basic " + BASIC);
      String address = proxy.uri().replace("://", "://me:" + SECRET + "@");
      assertThat(sync(TrackingServer.of(address, Map.of())).why()).isEmpty();
      inspector.assertWhole(journal);
      assertThat(contents(journal.folder())).noneMatch(text -> text.contains(SECRET));
    }
  }

  @Test
  void sendsAToken() throws Exception {
    try (FaultyProxy proxy = new FaultyProxy(uri)) {
      proxy.demand("Bearer " + SECRET);
      assertThat(sync(TrackingServer.of(proxy.uri(), TOKEN)).why()).isEmpty();
      inspector.assertWhole(journal);
    }
  }

  @Test
  void trustsACertificateAuthorityOfTheUsersAndNoOther() throws Exception {
    Authority authority = new Authority(Files.createDirectory(temporary.resolve("one")));
    Authority other = new Authority(Files.createDirectory(temporary.resolve("other")));
    try (FaultyProxy proxy = new FaultyProxy(uri, authority.server())) {
      String address = "https://127.0.0.1:" + proxy.port();
      for (Map<String, String> environment :
          List.of(Map.<String, String>of(), other.environment())) {
        RunReport refused = sync(TrackingServer.of(address, environment));
        assertThat(refused.why().toString())
            .contains("certificate is not trusted", "MLFLOW_TRACKING_SERVER_CERT_PATH");
      }
      assertThat(proxy.requests()).isEmpty();
      assertThat(sync(TrackingServer.of(address, authority.environment())).why()).isEmpty();
      inspector.assertWhole(journal);
    }
  }

  @Test
  void leavesNoSecretInFilesLogsOrMessages() throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    root.setLevel(Level.TRACE);
    List<String> told = new ArrayList<>();
    try (FaultyProxy proxy = new FaultyProxy(uri)) {
      proxy.demand("Bearer something else");
      String inAddress = proxy.uri().replace("://", "://me:" + SECRET + "@");
      String nobody = "http://me:" + SECRET + "@127.0.0.1:" + RealMlflow.freePort();
      for (TrackingServer server :
          List.of(
              TrackingServer.of(proxy.uri(), USER),
              TrackingServer.of(proxy.uri(), TOKEN),
              TrackingServer.of(inAddress, Map.of()),
              TrackingServer.of(nobody, Map.of()))) {
        told.add(server.toString());
        RunReport report = sync(server);
        assertThat(report.why()).isNotEmpty();
        told.addAll(report.why());
        MlflowFollower follower = MlflowFollower.start(journal.folder(), server, Sending.IMPATIENT);
        told.add(follower.finish(Duration.ofSeconds(1)).message());
        told.add(stackTrace(server));
      }
      proxy.demand("");
      assertThat(sync(TrackingServer.of(proxy.uri(), USER)).why()).isEmpty();
    } finally {
      root.detachAppender(log);
      root.setLevel(before);
    }
    log.list.forEach(
        event ->
            told.add(
                event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                        ? ""
                        : ThrowableProxyUtil.asString(event.getThrowableProxy()))));
    told.addAll(contents(journal.folder()));
    told.addAll(ProcessHandle.current().info().commandLine().stream().toList());
    assertThat(told).anyMatch(text -> text.contains("HTTP 401: you sent"));
    assertThat(told).noneMatch(text -> text.contains(SECRET) || text.contains(BASIC));
  }

  private static String stackTrace(TrackingServer server) {
    try {
      new TrackingApi(new HttpTransport(server), Duration.ofSeconds(1)).experimentNamed("x");
      return "";
    } catch (TrackingException e) {
      StringWriter text = new StringWriter();
      e.printStackTrace(new PrintWriter(text));
      return text.toString();
    }
  }

  private static List<String> contents(Path folder) throws IOException {
    List<String> contents = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        contents.add(file + ": " + Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }

  /** A certificate authority and a server's certificate by it, made with the JDK's keytool. */
  private static final class Authority {

    private static final String PASSWORD = "changeit";
    private final Path folder;

    Authority(Path folder) throws IOException, InterruptedException {
      this.folder = folder;
      keytool("-genkeypair -alias ca -dname CN=authority -ext bc:c -keyalg EC -keystore ca.p12");
      keytool("-exportcert -alias ca -rfc -file ca.pem -keystore ca.p12");
      keytool("-genkeypair -alias server -dname CN=server -keyalg EC -keystore server.p12");
      keytool("-certreq -alias server -file server.csr -keystore server.p12");
      keytool(
          "-gencert -alias ca -infile server.csr -outfile server.pem -rfc -ext san=ip:127.0.0.1"
              + " -keystore ca.p12");
      keytool("-importcert -noprompt -alias ca -file ca.pem -keystore server.p12");
      keytool("-importcert -noprompt -alias server -file server.pem -keystore server.p12");
    }

    Map<String, String> environment() {
      return Map.of("MLFLOW_TRACKING_SERVER_CERT_PATH", folder.resolve("ca.pem").toString());
    }

    SSLContext server() throws Exception {
      KeyStore store =
          KeyStore.getInstance(folder.resolve("server.p12").toFile(), PASSWORD.toCharArray());
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    }

    private void keytool(String arguments) throws IOException, InterruptedException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
      command.addAll(List.of(arguments.split(" ", -1)));
      command.addAll(List.of("-storepass", PASSWORD, "-J-XX:TieredStopAtLevel=1"));
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("keytool.log").toFile())
              .start();
      assertThat(process.waitFor()).as(Files.readString(folder.resolve("keytool.log"))).isZero();
    }
  }
}
