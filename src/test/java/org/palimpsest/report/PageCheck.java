package org.palimpsest.report;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A page parsed as XML, which fails if it is not well-formed. */
final class PageCheck {

  private final Document document;

  private PageCheck(Document document) {
    this.document = document;
  }

  static PageCheck of(Path page) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    builder.setErrorHandler(null);
    return new PageCheck(builder.parse(new InputSource(new StringReader(Files.readString(page)))));
  }

  List<String> sections() {
    return elements(document.getElementsByTagName("section")).stream()
        .map(section -> section.getAttribute("id"))
        .toList();
  }

  String text(String section) {
    return section(section).getTextContent();
  }

  int count(String tag) {
    return document.getElementsByTagName(tag).getLength();
  }

  int count(String section, String tag) {
    return section(section).getElementsByTagName(tag).getLength();
  }

  /** Everything that the page points to or loads. */
  List<String> addresses() {
    List<String> addresses = new ArrayList<>();
    for (Element element : elements(document.getElementsByTagName("*"))) {
      for (String name :
          List.of("href", "src", "srcset", "action", "data", "poster", "background")) {
        if (element.hasAttribute(name)) {
          addresses.add(element.getAttribute(name));
        }
      }
    }
    return addresses;
  }

  long imagesWithoutAlternative() {
    return elements(document.getElementsByTagName("img")).stream()
        .filter(image -> image.getAttribute("alt").isBlank())
        .count();
  }

  String policy() {
    return elements(document.getElementsByTagName("meta")).stream()
        .filter(meta -> meta.getAttribute("http-equiv").equals("Content-Security-Policy"))
        .map(meta -> meta.getAttribute("content"))
        .findFirst()
        .orElseThrow();
  }

  /** How the policy has to name the page's style for a browser to apply it. */
  String styleDigest() throws Exception {
    String style = document.getElementsByTagName("style").item(0).getTextContent();
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
    return "'sha256-%s'".formatted(Base64.getEncoder().encodeToString(digest));
  }

  private Element section(String id) {
    return elements(document.getElementsByTagName("section")).stream()
        .filter(section -> section.getAttribute("id").equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no section " + id + " in " + sections()));
  }

  private static List<Element> elements(NodeList nodes) {
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}
