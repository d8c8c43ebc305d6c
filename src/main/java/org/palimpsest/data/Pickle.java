package org.palimpsest.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the few kinds of values that published data sets keep in Python's pickle format, protocol
 * 2: numbers, texts, lists, dictionaries and NumPy arrays of bytes. A pickle is a program that may
 * call anything; of its instructions this knows those that build such values, and of what can be
 * called only what NumPy's arrays name. Nothing is ever looked up or run: all else is refused.
 */
final class Pickle {

  /** Two data sets' worth of labels and file names. */
  private static final int MOST_VALUES = 2_000_000;

  private static final String EXPECTED =
      "a Python pickle, protocol 2, of numbers, texts, lists and arrays of bytes as it is published";

  private static final int LONGEST_NAME = 100;
  private static final int NEWEST_PROTOCOL = 2;

  private static final Global RECONSTRUCT = new Global("numpy.core.multiarray", "_reconstruct");
  private static final Global ARRAY = new Global("numpy", "ndarray");
  private static final Global TYPE = new Global("numpy", "dtype");
  private static final Global ENCODE = new Global("_codecs", "encode");
  private static final Set<Global> KNOWN = Set.of(RECONSTRUCT, ARRAY, TYPE, ENCODE);

  /** Where the values of the list or tuple at hand begin, and what stands for None. */
  private enum Sign {
    MARK,
    NONE
  }

  private record Global(String module, String name) {}

  /** The type of an array's numbers, such as {@code u1}. */
  private record Type(String name) {}

  /** An array of bytes, row by row. */
  static final class Bytes {
    private List<Long> shape = List.of();
    private byte[] content = {};

    List<Long> shape() {
      return List.copyOf(shape);
    }

    /** Not a copy: they may be many. */
    byte[] content() {
      return content;
    }
  }

  private final DataInputStream in;
  private final String place;
  private final Deque<Object> stack = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();
  private long left;
  private int values;

  private Pickle(InputStream in, String place, long limit) {
    this.in = new DataInputStream(in);
    this.place = place;
    this.left = limit;
  }

  /**
   * Reads a dictionary with texts for keys. Its values are {@link Long}, {@link Boolean}, text (as
   * {@link #text} takes it), {@link List}, {@link Map} and {@link Bytes}.
   *
   * @param place what to call it in messages
   * @param limit bytes that it may have
   * @throws DataException if it holds anything else
   */
  static Map<String, Object> dictionary(InputStream in, String place, long limit)
      throws IOException {
    Pickle pickle = new Pickle(in, place, limit);
    Object value;
    try {
      value = pickle.read();
    } catch (EOFException e) {
      throw pickle.refused("an end in the middle", e);
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw pickle.refused("no dictionary");
    }
    Map<String, Object> named = new LinkedHashMap<>();
    map.forEach((key, one) -> named.put(pickle.string(key), one));
    return named;
  }

  /** A text of either kind that Python 2 has; empty if a value is none. */
  static String text(Object value) {
    if (value instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    return value instanceof String text ? text : "";
  }

  private Object read() throws IOException {
    while (true) {
      int code = next();
      switch (code) {
        case 0x80 -> protocol(next());
        case '.' -> {
          return pop();
        }
        case '(' -> push(Sign.MARK);
        case 'N' -> push(Sign.NONE);
        case 0x88 -> push(true);
        case 0x89 -> push(false);
        case 'K' -> push((long) next());
        case 'M' -> push((long) (next() | next() << 8));
        case 'J' -> push((long) integer());
        case 'U' -> push(bytes(next()));
        case 'T' -> push(bytes(integer()));
        case 'X' -> push(new String(bytes(integer()), StandardCharsets.UTF_8));
        case '}' -> push(new LinkedHashMap<Object, Object>());
        case ']' -> push(new ArrayList<Object>());
        case ')' -> push(List.of());
        case 0x85 -> push(tuple(1));
        case 0x86 -> push(tuple(2));
        case 0x87 -> push(tuple(3));
        case 't' -> push(sinceMark());
        case 'a' -> extend(tuple(1));
        case 'e' -> extend(sinceMark());
        case 's' -> put(tuple(2));
        case 'u' -> put(sinceMark());
        case 'q' -> memo.put(next(), top());
        case 'r' -> memo.put(integer(), top());
        case 'h' -> push(remembered(next()));
        case 'j' -> push(remembered(integer()));
        case 'c' -> push(global());
        case 'R' -> call();
        case 'b' -> build();
        default -> throw refused("the instruction 0x%02x".formatted(code));
      }
    }
  }

  private void protocol(int version) {
    if (version > NEWEST_PROTOCOL) {
      throw refused("protocol %d".formatted(version));
    }
  }

  private int next() throws IOException {
    spend(1);
    return in.readUnsignedByte();
  }

  private int integer() throws IOException {
    spend(4);
    return Integer.reverseBytes(in.readInt());
  }

  private byte[] bytes(int length) throws IOException {
    if (length < 0) {
      throw refused("a text of negative length");
    }
    spend(length);
    byte[] content = in.readNBytes(length);
    if (content.length < length) {
      throw new EOFException();
    }
    return content;
  }

  private void spend(long bytes) {
    left -= bytes;
    if (left < 0) {
      throw refused("more bytes than such a file has");
    }
  }

  private void push(Object value) {
    if (++values > MOST_VALUES) {
      throw refused("more than %,d values".formatted(MOST_VALUES));
    }
    stack.push(value);
  }

  private Object pop() {
    Object value = stack.poll();
    if (value == null || value == Sign.MARK) {
      throw refused("fewer values than it uses");
    }
    return value;
  }

  private Object top() {
    Object value = pop();
    stack.push(value);
    return value;
  }

  private List<Object> tuple(int size) {
    Object[] all = new Object[size];
    for (int i = size - 1; i >= 0; i--) {
      all[i] = pop();
    }
    return List.of(all);
  }

  private List<Object> sinceMark() {
    List<Object> all = new ArrayList<>();
    while (true) {
      Object value = stack.poll();
      if (value == null) {
        throw refused("fewer values than it uses");
      }
      if (value == Sign.MARK) {
        break;
      }
      all.add(value);
    }
    Collections.reverse(all);
    return all;
  }

  private Object remembered(int key) {
    Object value = memo.get(key);
    if (value == null) {
      throw refused("a value that it never had");
    }
    return value;
  }

  /** Tuples are lists here too, which nothing is ever added to. */
  @SuppressWarnings("unchecked")
  private void extend(List<Object> more) {
    if (!(top() instanceof ArrayList<?> list)) {
      throw refused("values added to what is no list");
    }
    ((List<Object>) list).addAll(more);
  }

  @SuppressWarnings("unchecked")
  private void put(List<Object> keysAndValues) {
    if (!(top() instanceof Map<?, ?> map) || keysAndValues.size() % 2 != 0) {
      throw refused("values put into what is no dictionary");
    }
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      ((Map<Object, Object>) map).put(string(keysAndValues.get(i)), keysAndValues.get(i + 1));
    }
  }

  private String string(Object key) {
    if (key instanceof String || key instanceof byte[]) {
      return text(key);
    }
    throw refused("a key that is no text");
  }

  private Global global() throws IOException {
    // Newer NumPys call the same module otherwise.
    Global found = new Global(line().replace("numpy._core.", "numpy.core."), line());
    if (!KNOWN.contains(found)) {
      throw refused("a call of %s.%s".formatted(found.module, found.name));
    }
    return found;
  }

  private String line() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = next(); c != '\n'; c = next()) {
      if (text.length() == LONGEST_NAME || c < ' ' || c > '~') {
        throw refused("a name that is none");
      }
      text.append((char) c);
    }
    return text.toString();
  }

  private void call() {
    Object arguments = pop();
    Object callee = pop();
    if (arguments instanceof List<?> list) {
      if (callee.equals(RECONSTRUCT) && !list.isEmpty() && ARRAY.equals(list.get(0))) {
        push(new Bytes());
        return;
      }
      if (callee.equals(TYPE) && !list.isEmpty()) {
        push(new Type(text(list.get(0))));
        return;
      }
      if (callee.equals(ENCODE) && !list.isEmpty() && list.get(0) instanceof String text) {
        push(text.getBytes(StandardCharsets.ISO_8859_1));
        return;
      }
    }
    throw refused("a call of what cannot be called");
  }

  /** Fills an array; of a type, all that matters is its name. */
  private void build() {
    Object state = pop();
    Object built = top();
    if (built instanceof Type) {
      return;
    }
    if (!(built instanceof Bytes array)
        || !(state instanceof List<?> parts)
        || parts.size() != 5
        || !(parts.get(1) instanceof List<?> shape)
        || !(parts.get(4) instanceof byte[] content)) {
      throw refused("an object that is no array");
    }
    if (!(parts.get(2) instanceof Type type && type.name().equals("u1"))
        || !Boolean.FALSE.equals(parts.get(3))) {
      throw refused("an array of other numbers than bytes, or not row by row");
    }
    List<Long> sizes = new ArrayList<>();
    long expected = 1;
    for (Object size : shape) {
      if (!(size instanceof Long number) || number < 0 || number > Integer.MAX_VALUE) {
        throw refused("an array without a size");
      }
      sizes.add(number);
      expected = Math.min(expected * number, Integer.MAX_VALUE + 1L);
    }
    if (expected != content.length) {
      throw refused("an array %s of %,d bytes".formatted(sizes, content.length));
    }
    array.shape = sizes;
    array.content = content;
  }

  private DataException refused(String found) {
    return new DataException(place, found, EXPECTED);
  }

  private DataException refused(String found, Exception cause) {
    return new DataException(place, found, EXPECTED, cause);
  }
}
