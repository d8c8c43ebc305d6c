package org.palimpsest.conf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps passwords and the like out of everything that is printed, written or passed on.
 *
 * <p>Rather too much is taken out than too little: a word too few in a message can be asked for, a
 * password in a log cannot be called back.
 */
public final class Redaction {

  private static final String HIDDEN = "***";

  private static final Set<String> SECRET_WORDS =
      Set.of(
          "password",
          "passwd",
          "passphrase",
          "passcode",
          "pwd",
          "secret",
          "token",
          "credential",
          "credentials",
          "auth",
          "authorization",
          "bearer",
          "cookie",
          "signature",
          "sig",
          "apikey");

  private static final Pattern SECRET_PAIR =
      Pattern.compile("(^|-)(api|private|access|secret|account)-key(-|$)");

  private static final String SCHEME = "\\b[a-zA-Z][a-zA-Z0-9+.-]*+:[/\\\\]{1,3}";

  /**
   * An address up to its last @: a password may hold any character. Even a blank, where something
   * other than a port follows a colon.
   */
  private static final Pattern USER_INFO =
      Pattern.compile(
          "(%s)(?:[^\\s/:@]*:(?!\\d+(?:[/?#\\s,;.)\"']|$))(?:(?!%s)[^\\r\\n])*@|\\S*@)"
              .formatted(SCHEME, SCHEME));

  /** {@code user:password@host} where the address has no scheme or a mistyped one. */
  private static final Pattern BARE_USER_INFO =
      Pattern.compile(
          "(?<![^\\s\"'=@:])[^\\s\"'=@:]*[:;/]+[^\\s@]*:[^\\s@]*@"
              + "|(?<![^\\s\"'=@:/])[^\\s\"'=@:/]*+:[^\\s@]+@");

  private static final Pattern PARAMETER =
      Pattern.compile("([?&;#])([\\w.%-]+)=([^&#\\s\"']+(?: [^&#\\s\"'=]+(?=$|[&#\"']))*)");

  /** Begins where a word does: tried again at each of its letters, a long one would take hours. */
  private static final Pattern PAIR =
      Pattern.compile(
          "(?<![\\w.-])([\\w.-]++)(\"?\\s*\\+?[=:]\\s*)(\"[^\"]*\"?|'[^']*'?|[^\\s,;&}]+)");

  private static final Pattern HEADER =
      Pattern.compile("(?i)\\b(authorization\"?\\s*[:=]\\s*\"?)(?:\\w+ +)?[^\\s\"]+");
  private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer )[a-z0-9._~+/=-]{6,}");

  private static final Pattern SETTING = Pattern.compile("(?s)([^=]*?)(\\+?=)(.*)");

  private Redaction() {}

  /** The configuration without secret keys and without user names and passwords in addresses. */
  public static Config of(Config config) {
    return ((ConfigObject) of(config.root())).toConfig();
  }

  /** A text without user names, passwords and tokens in addresses, settings and headers. */
  public static String of(String text) {
    String result = HEADER.matcher(text).replaceAll("$1" + HIDDEN);
    result = BEARER.matcher(result).replaceAll("$1" + HIDDEN);
    if (result.indexOf('@') >= 0) {
      result = USER_INFO.matcher(result).replaceAll("$1");
      result = BARE_USER_INFO.matcher(result).replaceAll("");
    }
    result =
        PARAMETER
            .matcher(result)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        isSecret(found.group(2))
                            ? found.group(1) + found.group(2) + "=" + HIDDEN
                            : found.group()));
    return PAIR.matcher(result)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    isSecret(found.group(1))
                        ? found.group(1) + found.group(2) + HIDDEN
                        : found.group()));
  }

  /** A command line's words; the value of a secret setting is replaced. */
  public static List<String> of(List<String> words) {
    return words.stream().map(Redaction::word).toList();
  }

  /** Whether any of these words says something that is nobody's business. */
  public static boolean hidesAny(List<String> words) {
    return !of(words).equals(words);
  }

  private static String word(String word) {
    Matcher setting = SETTING.matcher(word);
    if (!setting.matches()) {
      return value(word);
    }
    String key = setting.group(1);
    String value = isSecret(key) ? HIDDEN : value(setting.group(3));
    return of(key) + setting.group(2) + value;
  }

  /**
   * A whole value: where it is an address, everything before its last @ goes, blanks or not.
   * Elsewhere a blank ends what can be told to be one.
   */
  public static String value(String text) {
    int at = text.lastIndexOf('@');
    String before = at < 0 ? "" : text.substring(0, at);
    if (before.matches("(?s)\\S*:\\S.*") && before.indexOf('\n') < 0) {
      Matcher scheme = Pattern.compile("\"?[a-zA-Z][a-zA-Z0-9+.-]*:?/{1,3}").matcher(before);
      return of((scheme.lookingAt() ? scheme.group() : "") + text.substring(at + 1));
    }
    return of(text);
  }

  /** Whether a key names a secret, such as {@code auth.api-key}. */
  static boolean isSecret(String key) {
    String spaced =
        key.substring(key.lastIndexOf('.') + 1)
            .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-");
    return SECRET_PAIR.matcher(spaced).find()
        || List.of(spaced.split("-", -1)).stream().anyMatch(SECRET_WORDS::contains);
  }

  static ConfigValue of(ConfigValue value) {
    if (value instanceof ConfigObject object) {
      Map<String, ConfigValue> kept = new LinkedHashMap<>();
      object.forEach(
          (key, child) -> {
            if (!isSecret(key)) {
              kept.put(key, of(child));
            }
          });
      return ConfigValueFactory.fromMap(kept);
    }
    if (value instanceof ConfigList list) {
      return ConfigValueFactory.fromIterable(list.stream().map(Redaction::of).toList());
    }
    if (value.valueType() == ConfigValueType.STRING) {
      String text = (String) value.unwrapped();
      String redacted = value(text);
      return redacted.equals(text) ? value : ConfigValueFactory.fromAnyRef(redacted);
    }
    return value;
  }
}
